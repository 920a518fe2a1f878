import type { Browser, Page } from 'playwright';

/** What every part of the benchmark of the window works with. */
export type UiBench = {
  readonly browser: Browser;
  /** Opens the page as it was built over a host in memory: 10,000 rows, one of which has 50,000 words. */
  readonly openScripted: () => Promise<Page>;
  /** Prints one line about what is going on. */
  readonly log: (line: string) => void;
};

/** Events and work of {@link UiBench.openScripted}; see `scripted-page.ts`. */
export type ScriptedHost = {
  readonly tellEvents: (count: number) => Promise<void>;
  readonly bridge: { readonly tell: (event: unknown) => void };
  readonly running: { readonly uid: string; readonly progress: object };
};
