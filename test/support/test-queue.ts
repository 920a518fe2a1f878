import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { MemoryClient } from '../../src/main/core/api/memory-client.ts';
import type { Engine } from '../../src/main/core/engine/engine.ts';
import type { OwnedLog } from '../../src/main/core/logging/create-log.ts';
import type { LogEvent, LogFields } from '../../src/main/core/logging/log.ts';
import type { MediaInfo } from '../../src/main/core/media/media-info.ts';
import type { MediaTools } from '../../src/main/core/media/resolve-ffmpeg.ts';
import type { EngineChoice, OnRestart } from '../../src/main/core/queue/engine-pool.ts';
import type { AppFolders } from '../../src/main/core/storage/app-folders.ts';
import { openSqliteStore } from '../../src/main/core/storage/open-store.ts';
import type { TranscriptionPorts } from '../../src/main/core/transcription/transcription-ports.ts';
import type { QueueEquipment } from '../../src/main/queue-options.ts';
import { type OwnQueue, startQueue } from '../../src/main/start-queue.ts';
import type { QueueEvent } from '../../src/shared/contract/events.ts';
import { queueEventSchema } from '../../src/shared/contract/events.ts';
import type { JobView } from '../../src/shared/contract/job.ts';
import type { MethodInput, MethodName, MethodOutput, ModelView } from '../../src/shared/contract/methods.ts';
import type { Failure } from '../../src/shared/errors.ts';
import {
  DEFAULT_JOB_OPTIONS,
  type ExportRule,
  type JobOptions,
  NO_EXPORT,
} from '../../src/shared/job-options.ts';
import type { JobState } from '../../src/shared/job-state.ts';
import { ScriptedEngine, type ScriptedEngineScript } from './scripted-engine.ts';
import { TALK_EVERY_MS, talks } from './sound-stream.ts';
import { answerOf, mediaOf, portsOf } from './staged-recording.ts';
import { type StoreScript, storeLine } from './store-line.ts';

const TALKS = 3;

/** What a test wants to be otherwise; may be changed while the queue runs. */
export type TestQueueScript = {
  /** A new engine was asked for, the so-manieth from 0. */
  engine?:
    | ((choice: EngineChoice, index: number) => ScriptedEngineScript | Promise<ScriptedEngineScript>)
    | undefined;
  /** In place of a scripted engine. */
  prepare?: QueueEquipment['engine'] | undefined;
  probe?: ((file: string, signal: AbortSignal) => Promise<MediaInfo>) | undefined;
  /** Of one run. */
  ports?: ((usual: TranscriptionPorts) => Partial<TranscriptionPorts>) | undefined;
  /** What reading a model anew finds. */
  verify?: (id: string) => ModelView;
  hasModel?: ((id: string) => Promise<boolean>) | undefined;
  /** Before ffmpeg is found. */
  tools?: ((signal: AbortSignal) => Promise<unknown>) | undefined;
  /** For tests that read real recordings. */
  mediaTools?: MediaTools;
  power?: { isOnMains?: boolean; isIdle?: boolean };
};

export type LogLine = {
  readonly level: string;
  readonly event: LogEvent;
  readonly fields: LogFields | undefined;
};

/** What was asked of the installation, and what it has. */
export type Observed = {
  readonly engines: ScriptedEngine[];
  readonly closedEngines: Engine[];
  /** How each engine tells that it was started again. */
  readonly restarts: OnRestart[];
  readonly choices: EngineChoice[];
  readonly lines: LogLine[];
  readonly models: ModelView[];
};

/** A queue in a folder of its own: the real store, real recordings of no sound, and an engine that says what it is told. */
export class TestQueue {
  readonly home: string;
  readonly script: TestQueueScript;
  readonly store: StoreScript;
  readonly seen: Observed;
  readonly events: QueueEvent[] = [];
  readonly #own: OwnQueue;
  readonly client: MemoryClient;
  #isStopped = false;

  private constructor(
    home: string,
    script: TestQueueScript,
    store: StoreScript,
    own: OwnQueue,
    seen: Observed,
  ) {
    this.home = home;
    this.seen = seen;
    this.script = script;
    this.store = store;
    this.#own = own;
    this.client = new MemoryClient(own);
  }

  /** @param home of an earlier queue that was stopped, to go on from there */
  static async open(
    parent: string,
    script: TestQueueScript = {},
    options: { readonly home?: string; readonly store?: StoreScript; readonly follow?: boolean } = {},
  ): Promise<TestQueue> {
    const home = options.home ?? mkdtempSync(join(parent, 'home-'));
    const folders = foldersIn(home);
    for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
    const storeScript = options.store ?? {};
    const { store } = openSqliteStore({ folder: folders.data, now: Date.now });
    const seen: Observed = {
      engines: [],
      closedEngines: [],
      restarts: [],
      choices: [],
      lines: [],
      models: [...MODELS],
    };
    const own = await startQueue(
      {
        installation: equipment(script, seen),
        folders,
        version: '0',
        power: {
          isOnMains: () => script.power?.isOnMains ?? true,
          isIdle: () => script.power?.isIdle ?? true,
        },
        log: logInto(seen.lines),
      },
      storeLine(store, storeScript),
    );
    const queue = new TestQueue(home, script, storeScript, own, seen);
    queue.client.subscribe(null, (batch) => {
      if (batch.kind !== 'events') throw new Error('nothing was missed');
      for (const event of batch.events) queue.events.push(queueEventSchema.parse(event));
    });
    if (options.follow !== false) queue.client.follow('all');
    onTestFinished(() => queue.stop());
    return queue;
  }

  get own(): OwnQueue {
    return this.#own;
  }

  get engine(): ScriptedEngine {
    const engine = this.seen.engines.at(-1);
    if (engine === undefined) throw new Error('no engine was asked for');
    return engine;
  }

  /** Waits until an engine was asked for text so often. */
  async engineCalled(times: number): Promise<void> {
    await until(() => this.seen.engines.length > 0);
    await this.engine.called(times);
  }

  /** A recording of no sound, whose content is its name unless told. */
  record(name: string, content = name): string {
    const folder = join(this.home, 'recordings');
    mkdirSync(folder, { recursive: true });
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }

  async call<Name extends MethodName>(method: Name, input: MethodInput<Name>): Promise<MethodOutput<Name>> {
    const result = await this.client.call(method, input);
    if (result.ok) return result.value;
    throw new CallFailed(result.error);
  }

  /** @returns what the call was refused with */
  async refusal<Name extends MethodName>(method: Name, input: MethodInput<Name>): Promise<Failure> {
    const result = await this.client.call(method, input);
    if (!result.ok) return result.error;
    throw new Error(`${method} was not refused`);
  }

  async add(paths: readonly string[], request: AddRequest = {}): Promise<MethodOutput<'queue.add'>> {
    const { exports = NO_EXPORT, again = false, keepCopy = false, ...options } = request;
    return await this.call('queue.add', {
      paths: [...paths],
      options: { ...DEFAULT_JOB_OPTIONS, language: { mode: 'fixed', code: 'en' }, ...options },
      exports,
      again,
      keepCopy,
    });
  }

  /** One recording. @returns its uid */
  async addOne(name = 'talk.wav', request: AddRequest = {}): Promise<string> {
    const { jobs } = await this.add([this.record(name)], request);
    const [job] = jobs;
    if (job === undefined) throw new Error('it was not taken');
    return job.uid;
  }

  async view(uid: string): Promise<JobView> {
    return await this.call('jobs.get', { uid });
  }

  async state(uid: string): Promise<JobState> {
    return (await this.view(uid)).status.state;
  }

  /** Waits until the job has come into this state. */
  async reached(uid: string, ...states: readonly JobState[]): Promise<JobView> {
    await until(async () => states.includes(await this.state(uid)));
    return await this.view(uid);
  }

  /** Waits until its files are written, or could not be. */
  async exported(uid: string): Promise<JobView['exportStatus']> {
    await this.reached(uid, 'completed');
    await until(async () => (await this.view(uid)).exportStatus.state !== 'pending');
    return (await this.view(uid)).exportStatus;
  }

  async texts(uid: string): Promise<string[]> {
    const { segments } = await this.call('transcript.get', { uid, revision: null });
    return segments.map(({ text }) => text);
  }

  /** The states that a job was announced in, each once in a row. */
  statesOf(uid: string): JobState[] {
    const jobs = this.eventsOf('job-changed').map(({ job }) => job);
    const states = jobs.filter((job) => job.uid === uid).map(({ status }) => status.state);
    return states.filter((state, index) => state !== states[index - 1]);
  }

  /** Everything of one kind that was announced. */
  eventsOf<Kind extends QueueEvent['kind']>(kind: Kind): Extract<QueueEvent, { kind: Kind }>[] {
    this.#own.hub.flush();
    return this.events.filter((event): event is Extract<QueueEvent, { kind: Kind }> => event.kind === kind);
  }

  get workFolder(): string {
    return foldersIn(this.home).temp;
  }

  /** Working folders of runs. */
  get tempFolders(): string[] {
    return readdirSync(this.workFolder);
  }

  get logged(): LogEvent[] {
    return this.seen.lines.map(({ event }) => event);
  }

  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    await this.client.close();
    await this.#own.stop();
  }
}

export type AddRequest = Partial<JobOptions> & {
  readonly exports?: ExportRule;
  readonly again?: boolean;
  readonly keepCopy?: boolean;
};

class CallFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(`${failure.code}: ${failure.message}`);
    this.failure = failure;
  }
}

/** Waits for something that nothing announces. The limit of the test is the only one. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise(setImmediate);
}

/** Files and folders that are being asked for, as Node calls them. */
const FILE_WORK = /^(FSReq|CloseReq)/;

/** Waits until nothing is under way that needs no clock: no file is asked for, and promises have come to their ends. */
export async function settled(): Promise<void> {
  for (let quietTurns = 0; quietTurns < 20; quietTurns++) {
    await new Promise(setImmediate);
    if (process.getActiveResourcesInfo().some((name) => FILE_WORK.test(name))) quietTurns = -1;
  }
}

/** Something that is held until the test lets it go. */
export function latch(): {
  readonly arrived: Promise<void>;
  readonly pass: () => Promise<void>;
  readonly open: () => void;
} {
  const arrived = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  return {
    arrived: arrived.promise,
    pass: () => {
      arrived.resolve();
      return opened.promise;
    },
    open: opened.resolve,
  };
}

export function foldersIn(home: string): AppFolders {
  const data = join(home, 'data');
  return {
    data,
    cache: join(home, 'cache'),
    logs: join(home, 'logs'),
    temp: join(home, 'cache', 'work'),
    models: join(data, 'models'),
    copies: join(data, 'copies'),
    uploads: join(data, 'uploads'),
    artefacts: join(data, 'artefacts'),
    transcripts: join(data, 'transcripts'),
    backups: join(data, 'backups'),
  };
}

export function modelView(id: string, kind: ModelView['kind'], sizeBytes: number): ModelView {
  return {
    id,
    kind,
    name: id,
    file: `${id}.bin`,
    sizeBytes,
    license: 'MIT',
    origin: 'here',
    state: 'present',
  };
}

const MODELS: readonly ModelView[] = [modelView('base', 'whisper', 80), modelView('silero-vad', 'vad', 1)];

function equipment(script: TestQueueScript, seen: Observed): QueueEquipment {
  const sha256 = '0'.repeat(64);
  return {
    models: {
      list: async () => seen.models.map((model) => ({ ...model, sha256, path: `/models/${model.file}` })),
      views: async () => seen.models,
      verify: async (id) =>
        script.verify?.(id) ?? seen.models.find((model) => model.id === id) ?? modelView(id, 'whisper', 1),
      importModel: async (path) => {
        const model = modelView(path, 'whisper', 40);
        seen.models.push(model);
        return model;
      },
    },
    mediaTools: async (signal) => {
      await script.tools?.(signal);
      return script.mediaTools ?? { ffmpegPath: '/ffmpeg', ffprobePath: null, version: '0', source: 'path' };
    },
    probe: async (file, signal) => (await script.probe?.(file, signal)) ?? mediaOf(TALKS * TALK_EVERY_MS),
    engine: async (choice, hooks) => {
      const index = seen.choices.length;
      seen.choices.push(choice);
      if (script.prepare !== undefined) return await script.prepare(choice, hooks);
      const answers = (await script.engine?.(choice, index)) ?? {};
      const engine = new ScriptedEngine({ speech: () => talks(TALKS), answer: answerOf, ...answers });
      engine.close = async () => void seen.closedEngines.push(engine);
      seen.engines.push(engine);
      seen.restarts.push(hooks.onRestart);
      return { engine, model: { id: choice.modelId, sha256 } };
    },
    ports: ({ engine }) => {
      const usual = portsOf(engine, TALKS * TALK_EVERY_MS);
      return { ...usual, ...script.ports?.(usual) };
    },
    hasModel: async (id) => (await script.hasModel?.(id)) ?? true,
  };
}

function logInto(lines: LogLine[]): OwnedLog {
  const write = (level: string) => (event: LogEvent, fields?: LogFields) =>
    void lines.push({ level, event, fields });
  const log: OwnedLog = {
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: () => log,
    showDetails() {},
    flush: async () => {},
    close: async () => {},
  };
  return log;
}
