import type * as ElectronModule from 'electron';
import type { Page } from 'playwright';

/** What specs may reach in the main process: `electron` as the program itself sees it. */
export type Electron = typeof ElectronModule;

/** The desktop app at work, on the stand-in or on a real Electron: specs do not see which. */
export interface Desktop {
  /** The window's page, as soon as it is there. */
  page(): Promise<Page>;
  /** Runs a function in the main process. It sees nothing of the test but its argument, and gives back plain values. */
  evaluate<Arg, Value>(
    work: (electron: Electron, arg: Arg) => Value | Promise<Value>,
    arg: Arg,
  ): Promise<Value>;
  /** To be called before files are dropped: a stand-in cannot find out their paths by itself. */
  expectFiles(paths: readonly string[]): Promise<void>;
  /** Resolves with the exit code when the program has ended by itself. */
  readonly ended: Promise<number | null>;
  /** Ends the program, if it has not ended. */
  stop(): Promise<void>;
}

export type LaunchOptions = {
  /** `EARSHOT_HOME`: programs with the same one share their queue. */
  readonly home: string;
  /** Files on the command line. */
  readonly files?: readonly string[];
};
