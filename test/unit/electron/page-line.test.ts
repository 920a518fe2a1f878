import { EventEmitter } from 'node:events';
import type { IpcMain, WebContents } from 'electron';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PageLine } from '../../../src/main/electron/page-line.ts';
import type { PageMessage } from '../../../src/shared/contract/page.ts';
import { resultSchema } from '../../../src/shared/contract/result.ts';
import { SHELL_CHANNELS } from '../../../src/shared/contract/shell-channels.ts';
import { nearly, oversized } from '../../support/odd-input.ts';
import { PAGE_INPUTS, PAGE_METHODS, pageScene } from '../../support/page-samples.ts';

const ORIGIN = 'app://earshot';
const REFUSED = { ok: false, error: { code: 'not-authorised' } };
const UNFIT = { ok: false, error: { code: 'invalid-argument' } };

type Frame = { readonly origin: string; readonly parent: object | null };
type Answerer = (event: object, ...args: unknown[]) => unknown;

/** The shell's end of the line, and a window's page that talks to it. */
function scene() {
  const { answerPage, inputs } = pageScene();
  const granted: (readonly string[])[] = [];
  const sent: unknown[] = [];
  const listening = new Set<(message: PageMessage) => void>();
  const answerers = new Map<string, Answerer>();
  const ipc = Object.assign(new EventEmitter(), {
    handle: (channel: string, answerer: Answerer) => void answerers.set(channel, answerer),
  });
  const contents = { isDestroyed: () => false, send: (...args: unknown[]) => void sent.push(args) };
  const line = new PageLine({
    // oxlint-disable-next-line no-unsafe-type-assertion -- as much of Electron as the line uses
    ipc: ipc as unknown as IpcMain,
    origin: ORIGIN,
    // oxlint-disable-next-line no-unsafe-type-assertion -- as above
    page: () => contents as unknown as WebContents,
    answer: answerPage,
    listen: (_since, listener) => {
      listening.add(listener);
      return () => void listening.delete(listener);
    },
    grant: (paths) => {
      granted.push(paths);
      return 'a'.repeat(22);
    },
  });
  const main: Frame = { origin: ORIGIN, parent: null };
  const from = (senderFrame: Frame | null = main, sender: object = contents) => ({ sender, senderFrame });
  return {
    line,
    inputs,
    granted,
    sent,
    listening,
    from,
    request: async (method: unknown, input: unknown, event: object = from()) =>
      await answerers.get(SHELL_CHANNELS.request)?.(event, method, input),
    grant: (paths: unknown, event: object = from()) => answerers.get(SHELL_CHANNELS.grant)?.(event, paths),
    subscribe: (message: unknown, event: object = from()) =>
      void ipc.emit(SHELL_CHANNELS.subscribe, event, message),
  };
}

describe('who is listened to', () => {
  test.each<[string, Frame | null, boolean]>([
    ['a frame that is gone', null, true],
    ['a frame inside the page', { origin: ORIGIN, parent: {} }, true],
    ['another origin', { origin: 'https://example.com', parent: null }, true],
    ['an origin that begins like ours', { origin: `${ORIGIN}.example`, parent: null }, true],
    ['a page without an origin', { origin: 'null', parent: null }, true],
    ['another window', { origin: ORIGIN, parent: null }, false],
  ])('%s gets nothing on any channel', async (_, frame, isOurWindow) => {
    const { request, grant, subscribe, from, inputs, granted, listening } = scene();
    const event = isOurWindow ? from(frame) : from(frame, {});
    expect(await request('queue.status', {}, event)).toMatchObject(REFUSED);
    expect(grant(['/recordings/talk.mp3'], event)).toMatchObject(REFUSED);
    subscribe({ id: 1, kind: 'begin', since: null }, event);
    expect([inputs, granted, listening.size]).toEqual([[], [], 0]);
  });

  test('control: the main frame of the window is answered on every channel', async () => {
    const { request, grant, subscribe, granted, listening } = scene();
    expect(await request('queue.status', {})).toMatchObject({ ok: true });
    expect(grant(['/recordings/talk.mp3'])).toEqual({ ok: true, value: ['a'.repeat(22)] });
    subscribe({ id: 1, kind: 'begin', since: null });
    expect([granted, listening.size]).toEqual([[['/recordings/talk.mp3']], 1]);
  });
});

describe('whatever comes', () => {
  test.each(PAGE_METHODS)('%s is answered or refused, and nothing breaks', async (method) => {
    const { request } = scene();
    // Structured clone carries more than JSON does.
    const anything = fc.anything({ withMap: true, withSet: true, withDate: true, withBigInt: true });
    await fc.assert(
      fc.asyncProperty(fc.oneof(nearly(PAGE_INPUTS[method]), anything), async (input) => {
        const answer = await request(method, input);
        expect(resultSchema.safeParse(answer).success).toBe(true);
        expect(answer).not.toMatchObject({ ok: false, error: { code: 'internal' } });
      }),
      { numRuns: 40 },
    );
  });

  test.each(PAGE_METHODS)(
    '%s takes in no more than it has room for, and does not repeat it',
    async (method) => {
      const { request, inputs } = scene();
      for (const input of oversized(PAGE_INPUTS[method])) {
        const answer = await request(method, input);
        expect(answer).toMatchObject(UNFIT);
        expect(JSON.stringify(answer).length).toBeLessThan(3_000);
      }
      expect(inputs).toEqual([]);
    },
  );

  test('what is no name is the name of nothing', async () => {
    const { request, inputs } = scene();
    for (const method of [null, undefined, 7, {}, ['queue.status'], 'x'.repeat(5_000_000), '__proto__']) {
      expect(await request(method, {})).toMatchObject(UNFIT);
    }
    expect(inputs).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['no list', '/etc/passwd'],
    ['an empty list', []],
    ['a relative path', ['talk.mp3']],
    ['a path that leads up', ['../talk.mp3']],
    ['a path that the system would cut short', ['/a\0b']],
    ['an empty path', ['']],
    ['a good one beside another', ['/a', null]],
    ['a path of any length', [`/${'a'.repeat(32_768)}`]],
    ['more than anybody drops', Array.from({ length: 10_001 }, () => '/a')],
  ])('%s gets no grant', (_, paths) => {
    const { grant, granted } = scene();
    expect(grant(paths)).toMatchObject(UNFIT);
    expect(granted).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['no number', { id: 'a', kind: 'begin', since: null }],
    ['a negative one', { id: -1, kind: 'begin', since: null }],
    ['half of one', { id: 1, kind: 'begin', since: 0.5 }],
    ['another kind', { id: 1, kind: 'steal', since: null }],
    ['more than there is', { id: 1, kind: 'begin', since: null, channel: 'x' }],
  ])('%s begins no subscription', (_, message) => {
    const { subscribe, listening } = scene();
    subscribe(message);
    expect(listening.size).toBe(0);
  });
});

describe('what a page listens to', () => {
  test('is no more than a page needs, and ends when it says so or is gone', () => {
    const { line, subscribe, listening } = scene();
    for (let id = 0; id < 100; id += 1) subscribe({ id, kind: 'begin', since: null });
    expect(listening.size).toBe(8);
    subscribe({ id: 0, kind: 'end' });
    expect(listening.size).toBe(7);
    subscribe({ id: 1, kind: 'begin', since: null });
    expect(listening.size).toBe(7);
    line.forgetPage();
    expect(listening.size).toBe(0);
  });

  test('waits for a page that is not there yet, up to some point, and is said once', () => {
    const { line, subscribe, sent } = scene();
    for (let count = 0; count < 500; count += 1) line.tell({ kind: 'command', command: 'add' });
    line.tell({ kind: 'show-job', uid: 'last' });
    expect(sent).toEqual([]);
    subscribe({ id: 4, kind: 'begin', since: null });
    expect(sent).toHaveLength(100);
    expect(sent.at(-1)).toEqual([SHELL_CHANNELS.messages, 4, { kind: 'show-job', uid: 'last' }]);
    line.tell({ kind: 'command', command: 'find' });
    expect(sent).toHaveLength(101);
  });
});
