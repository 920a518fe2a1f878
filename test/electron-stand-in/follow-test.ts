import { app } from './electron-life.ts';
import { BrowserWindow } from './electron-window.ts';

/** What a test asks the program for. */
export type ToStandIn =
  | { readonly kind: 'evaluate'; readonly id: number; readonly source: string; readonly arg: unknown }
  | {
      readonly kind: 'files';
      readonly id: number;
      readonly files: readonly { name: string; sizeBytes: number; path: string }[];
    };

export type FromStandIn =
  | { readonly kind: 'browser'; readonly endpoint: string }
  | { readonly kind: 'answer'; readonly id: number; readonly value?: unknown; readonly error?: string };

/** Lets the test that has started this program look into it, as Playwright does with a real Electron. */
export function followTest(electron: object): void {
  const tell = (message: FromStandIn): void => void process.send?.(message);
  void app.whenReady().then(async () => tell({ kind: 'browser', endpoint: (await app.started).endpoint }));
  process.on('message', (message: ToStandIn) => void answer(message, electron).then(tell));
  // The line to the test must not keep the program.
  process.channel?.unref();
}

async function answer(message: ToStandIn, electron: object): Promise<FromStandIn> {
  const { id } = message;
  try {
    if (message.kind === 'files') {
      for (const { webContents } of BrowserWindow.getAllWindows()) webContents.expectFiles(message.files);
      return { kind: 'answer', id };
    }
    // oxlint-disable-next-line no-implied-eval -- the text is a function of the test
    const evaluate: unknown = new Function(`return (${message.source})`)();
    if (typeof evaluate !== 'function') throw new TypeError('A function is needed.');
    return { kind: 'answer', id, value: await Reflect.apply(evaluate, null, [electron, message.arg]) };
  } catch (error) {
    return { kind: 'answer', id, error: String(error) };
  }
}
