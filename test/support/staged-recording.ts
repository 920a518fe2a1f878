import type { ChunkResult, Engine } from '../../src/main/core/engine/engine.ts';
import type { Decoding } from '../../src/main/core/media/decode.ts';
import type { MediaInfo } from '../../src/main/core/media/media-info.ts';
import type { PipelineEvent, Progress } from '../../src/main/core/transcription/pipeline-events.ts';
import { DEFAULT_PLAN_RULES } from '../../src/main/core/transcription/plan-chunks.ts';
import type { RecordingRequest } from '../../src/main/core/transcription/recording-request.ts';
import {
  type RecordingOutcome,
  transcribeRecording,
} from '../../src/main/core/transcription/transcribe-recording.ts';
import type { TranscriptionPorts } from '../../src/main/core/transcription/transcription-ports.ts';
import { EarshotError } from '../../src/shared/errors.ts';
import { type Segment, type Transcript, transcriptSchema } from '../../src/shared/transcript.ts';
import { buildTranscript } from './build-transcript.ts';
import { MemoryJournal, type MemoryJournalScript } from './memory-journal.ts';
import {
  resultOf,
  ScriptedEngine,
  type ScriptedEngineScript,
  type TranscribeCall,
} from './scripted-engine.ts';
import { soundStream, TALK_EVERY_MS, talkAt, talks } from './sound-stream.ts';

export const WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven'] as const;

/** What somebody says in the n-th talk. */
function wordsOf({ startMs }: { startMs: number }): string {
  return ` This is talk ${WORDS[talkAt(startMs)] ?? '?'}.`;
}

export function answerOf(call: TranscribeCall, done: Parameters<typeof resultOf>[1] = {}): ChunkResult {
  return resultOf([wordsOf(call)], done);
}

export const crash = new EarshotError('engine-crashed', 'The engine is gone.');
/** What no chunk is to blame for. */
export const noMemory = new EarshotError('out-of-memory', 'There is no memory left.');

export const REQUEST: RecordingRequest = {
  file: '/recordings/talk.wav',
  track: null,
  channels: 'mix',
  language: { mode: 'detected' },
  translate: false,
  prompt: null,
  quality: 'fast',
};

export function mediaOf(durationMs: number | null, channels = 1): MediaInfo {
  const track = {
    index: 0,
    streamIndex: 0,
    codec: 'pcm_s16le',
    channels,
    sampleRateHz: 16_000,
    language: null,
    title: null,
    isDefault: true,
    durationMs,
  };
  return {
    sizeBytes: 1,
    modifiedAtMs: 0,
    container: 'wav',
    durationMs,
    startMs: null,
    tracks: [track],
    hasVideo: false,
    tags: { title: null, artist: null, recordedAt: null },
  };
}

export function portsOf(
  engine: Engine,
  durationMs: number,
  channels: readonly (number | null)[] = [null],
): TranscriptionPorts {
  return {
    probe: async () => mediaOf(durationMs, channels.length),
    decode: async () => ({
      track: 0,
      streams: channels.map((channel) => soundStream(durationMs, channel)),
      finished: Promise.resolve({ decodedMs: durationMs, warnings: [] }),
    }),
    engine,
    model: { id: 'base', sha256: '0'.repeat(64) },
    guards: [],
    planRules: DEFAULT_PLAN_RULES,
    now: () => 0,
    wait: async () => {},
    chunkBudgetMs: () => 60_000,
  };
}

export type Scene = ScriptedEngineScript & {
  /** Talks in the recording, each with a chunk of its own; 3 unless told. */
  readonly talkCount?: number;
  readonly request?: Partial<RecordingRequest>;
  readonly ports?: Partial<TranscriptionPorts>;
  readonly journal?: MemoryJournalScript;
  readonly finished?: Decoding['finished'];
  /** Called at each event, before it is recorded. */
  readonly onEvent?: (event: PipelineEvent) => void;
};

/** One recording on its way, and everything that can be observed about it. */
export class StagedRecording {
  readonly engine: ScriptedEngine;
  readonly journal: MemoryJournal;
  readonly events: PipelineEvent[] = [];
  /** How long was waited before a try, in ms. */
  readonly waits: number[] = [];
  readonly stop = new AbortController();
  readonly outcome: Promise<RecordingOutcome>;
  readonly #request: RecordingRequest;

  constructor({ talkCount = 3, request = {}, ports = {}, journal, finished, onEvent, ...script }: Scene) {
    const durationMs = talkCount * TALK_EVERY_MS;
    const channels = request.channels === 'split' ? [0, 1] : [null];
    this.engine = new ScriptedEngine({ speech: () => talks(talkCount), ...script });
    this.journal = new MemoryJournal(journal);
    this.#request = { ...REQUEST, ...request };
    const usual = portsOf(this.engine, durationMs, channels);
    this.outcome = transcribeRecording(
      this.#request,
      {
        ...usual,
        decode: async (options) => {
          const decoding = await usual.decode(options);
          return finished === undefined ? decoding : { ...decoding, finished };
        },
        wait: async (ms) => {
          this.waits.push(ms);
        },
        ...ports,
      },
      this.journal,
      '/nowhere',
      this.stop.signal,
      (event) => {
        onEvent?.(event);
        this.events.push(event);
      },
    );
  }

  /** The segments that were told while the work went on, by chunk. */
  get told(): { sequence: number; segments: readonly Segment[] }[] {
    return this.events.flatMap((event) =>
      event.kind === 'chunk' ? [{ sequence: event.sequence, segments: event.segments }] : [],
    );
  }

  get progress(): Progress[] {
    return this.events.flatMap((event) => (event.kind === 'progress' ? [event.progress] : []));
  }

  /** The text that is written down, in the order of the recording. */
  get text(): string[] {
    return this.journal.finished.flatMap(({ text }) => text.segments.map((segment) => segment.text));
  }

  languagesAsked(): (string | undefined)[] {
    return this.engine.calls.map((call) => call.options.language);
  }

  /** The transcript of a recording that came to its end. */
  async completed(): Promise<Transcript> {
    const outcome = await this.outcome;
    if (outcome.kind !== 'completed') throw outcome.error;
    const transcript = buildTranscript(
      this.journal.finished.map(({ text }) => text),
      {
        ...outcome.summary,
        request: this.#request,
        model: { id: 'base', sha256: '0'.repeat(64) },
        complete: true,
      },
    );
    return transcriptSchema.parse(transcript);
  }

  async stopped(): Promise<EarshotError> {
    const outcome = await this.outcome;
    if (outcome.kind !== 'stopped') throw new Error('the recording was completed');
    return outcome.error;
  }
}

export function textsOf(transcript: Transcript): string[] {
  return transcript.segments.map((segment) => segment.text);
}
