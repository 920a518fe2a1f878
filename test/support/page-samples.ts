import type { Handlers } from '../../src/main/core/api/dispatch.ts';
import { MemoryClient } from '../../src/main/core/api/memory-client.ts';
import { GrantBook } from '../../src/main/core/page/grant-book.ts';
import { createPageHandlers, type PageHandlers } from '../../src/main/core/page/page-handlers.ts';
import type { Desktop, PagePorts } from '../../src/main/core/page/page-ports.ts';
import {
  HOST_METHODS,
  type HostDescription,
  type HostMethod,
  PAGE_QUEUE_METHODS,
  type PageInput,
  type PageMethod,
} from '../../src/shared/contract/page.ts';
import type { Result } from '../../src/shared/contract/result.ts';
import { DEFAULT_JOB_OPTIONS } from '../../src/shared/job-options.ts';
import { INPUTS, uidOf } from './contract-samples.ts';
import { scriptedQueue } from './scripted-handlers.ts';

const GRANT = 'a'.repeat(22);

/** One input of every method of the host that fits its schema. */
const HOST_INPUTS: { readonly [Name in HostMethod]: PageInput<Name> } = {
  'host.describe': {},
  'intake.add': { grants: [GRANT], options: DEFAULT_JOB_OPTIONS, again: false },
  'intake.sample': {},
  'intake.choose': { what: 'recordings' },
  'intake.relocate': { uid: uidOf(1), grant: GRANT, acceptChanged: false },
  'intake.model': { grant: GRANT },
  'preferences.change': { change: { appearance: { theme: 'dark' } } },
  'preferences.chooseFolder': {},
  'export.save': { uid: uidOf(1), formats: ['srt'] },
  'media.check': { uid: uidOf(1) },
  'host.reveal': { what: 'logs' },
  'health.check': {},
  'health.diagnostics': {},
};

/** One input of every method that a page may call. */
export const PAGE_INPUTS: Readonly<Record<PageMethod, unknown>> = { ...INPUTS, ...HOST_INPUTS };

export const PAGE_METHODS: readonly PageMethod[] = [
  ...PAGE_QUEUE_METHODS,
  ...Object.keys(HOST_METHODS).filter((name): name is HostMethod => Object.hasOwn(HOST_METHODS, name)),
];

export const HOST: HostDescription = { kind: 'desktop', version: '1.2.3', platform: 'linux', licences: [] };

/** What a person does on their desktop, as it was scripted, and what was shown to them. */
export class ScriptedDesktop implements Desktop {
  chosen: string[] = [];
  folder: string | null = null;
  file: string | null = null;
  readonly asked: unknown[] = [];

  async chooseFiles(what: string): Promise<string[]> {
    this.asked.push(what);
    return this.chosen;
  }

  async chooseOutputFolder(current: string | null): Promise<string | null> {
    this.asked.push(current);
    return this.folder;
  }

  async chooseSaveFile(suggestedName: string): Promise<string | null> {
    this.asked.push(suggestedName);
    return this.file;
  }

  async chooseSaveFolder(): Promise<string | null> {
    return this.folder;
  }

  async showFile(path: string): Promise<void> {
    this.asked.push(path);
  }

  async openFolder(path: string): Promise<void> {
    this.asked.push(path);
  }
}

export type PageScene = PageHandlers & {
  readonly grants: GrantBook;
  readonly desktop: ScriptedDesktop;
  /** What was asked of the queue. */
  readonly inputs: { readonly method: string; readonly input: unknown }[];
  readonly discarded: string[];
  /** The value of what is answered. @throws the failure */
  readonly value: (method: PageMethod, input: unknown) => Promise<unknown>;
};

/** Everything behind a page, over a queue that answers with samples, or as it is told to. */
export function pageScene(special: Partial<Handlers> = {}, ports: Partial<PagePorts> = {}): PageScene {
  const inputs: PageScene['inputs'] = [];
  const client = new MemoryClient(scriptedQueue(special));
  const desktop = new ScriptedDesktop();
  const discarded: string[] = [];
  const grants = new GrantBook({ now: () => 0 });
  const handlers = createPageHandlers({
    queue: {
      call: (method, input) => {
        inputs.push({ method, input });
        return client.call(method, input);
      },
    },
    host: HOST,
    grants,
    desktop,
    sampleFile: '/app/resources/sample.mp3',
    folders: { data: '/home/ann/data', logs: '/home/ann/logs' },
    discardUpload: async (path) => void discarded.push(path),
    checkHealth: async () => [{ part: 'disk', isGood: true, words: '9.0 GiB free in /home/ann/cache/work' }],
    ...ports,
  });
  const value = async (method: PageMethod, input: unknown): Promise<unknown> => {
    const answer: Result<unknown> = await handlers.answerPage(method, input);
    if (answer.ok) return answer.value;
    throw new Error(`${answer.error.code}: ${answer.error.message}`);
  };
  return { ...handlers, grants, desktop, inputs, discarded, value };
}
