import type { ChunkResult, PcmRange } from '../../src/main/core/engine/engine.ts';
import type { PlannedChunk } from '../../src/main/core/transcription/chunk-feed.ts';
import {
  type FinishedChunk,
  type ResumePoint,
  type SpeechSlice,
} from '../../src/main/core/transcription/chunk-journal.ts';
import type { SpeechSpan } from '../../src/main/core/transcription/speech-track.ts';
import {
  type RecordingOutcome,
  transcribeRecording,
} from '../../src/main/core/transcription/transcribe-recording.ts';
import { EarshotError } from '../../src/shared/errors.ts';
import { FRESH_START } from './fresh-start.ts';
import { MemoryJournal } from './memory-journal.ts';
import { resultOf, ScriptedEngine, type TranscribeCall } from './scripted-engine.ts';
import { portsOf, REQUEST } from './staged-recording.ts';

/** A recording that says the same whenever it is heard: every answer depends on nothing but the sound and the language. */
export type SteadyRecording = {
  /** Where somebody speaks, one entry a channel. */
  readonly speech: readonly (readonly SpeechSpan[])[];
  /** Chooses languages, silent chunks and chunks that kill engines. */
  readonly salt: number;
  readonly states: number;
};

/** Where a run is killed: at one of its entries in the journal, which is made or is not. */
export type Kill = { readonly atCall: number; readonly entryIsMade: boolean };

/** Delays whatever passes through it, in an order of its own. */
export type Delay = <T>(work: Promise<T>) => Promise<T>;

export type Run = {
  readonly outcome: RecordingOutcome;
  readonly journal: MemoryJournal;
  readonly engine: ScriptedEngine;
};

/** What must be the same however often a recording was interrupted. */
export type Result = {
  readonly plan: readonly PlannedChunk[];
  readonly slices: readonly SpeechSlice[];
  readonly text: readonly unknown[];
  readonly language: string | null;
};

export const killed = new EarshotError('internal', 'The program was killed.');

/** Spreads numbers evenly (Knuth's multiplicative hash), so that neighbouring sounds have unlike answers. */
function hash(...values: readonly number[]): number {
  return values.reduce((sum, value) => Math.imul(sum ^ value, 2_654_435_761) >>> 0, 1);
}

const LANGUAGES = ['de', 'en', 'fr'] as const;

function answer({ salt }: SteadyRecording, call: TranscribeCall): ChunkResult {
  const channel = Number(call.range.pcmPath.match(/\d+/)?.[0] ?? 0);
  const sound = hash(salt, channel, call.startMs);
  // About one sound in ten kills the engine each time it is heard; whether a half does as well is its own luck.
  if (hash(sound, call.range.sampleCount) % 10 === 0)
    throw new EarshotError('engine-crashed', 'The engine is gone.');
  const heard = LANGUAGES[sound % LANGUAGES.length] ?? 'en';
  const language = call.options.language === 'auto' ? heard : call.options.language;
  const isSilent = hash(sound, language.charCodeAt(0)) % 4 === 0;
  return resultOf(isSilent ? [] : [` Sound ${sound} in ${language}.`], {
    language,
    languageProbability: 0.5,
  });
}

/** Goes on with a recording from where a journal is, until it is completed or killed. */
export async function runOnce(
  recording: SteadyRecording,
  resume: ResumePoint = FRESH_START,
  finished: readonly FinishedChunk[] = [],
  kill: Kill | null = null,
  delay: Delay = (work) => work,
): Promise<Run> {
  const { speech, states } = recording;
  const channels = speech.length === 1 ? [null] : [...speech.keys()];
  const durationMs = 1_000 + Math.max(...speech.map((spans) => spans.at(-1)?.endMs ?? 0));
  const spansOf = (path: string) => speech[Number(path.match(/\d+/)?.[0] ?? 0)] ?? [];
  const engine = new ScriptedEngine({
    states,
    speech: spansOf,
    listen: (_range: PcmRange) => delay(Promise.resolve()),
    answer: (call) => delay((async () => answer(recording, call))()),
  });
  let isDead = false;
  const journal = new MemoryJournal({
    resume,
    finished,
    before: async ({ index }) => {
      await delay(Promise.resolve());
      isDead ||= kill !== null && index === kill.atCall && !kill.entryIsMade;
      if (isDead) throw killed;
    },
    after: async ({ index }) => {
      isDead ||= index === kill?.atCall;
      if (isDead) throw killed;
      await delay(Promise.resolve());
    },
  });
  const outcome = await transcribeRecording(
    { ...REQUEST, channels: channels.length > 1 ? 'split' : 'mix' },
    portsOf(engine, durationMs, channels),
    journal,
    '/nowhere',
    new AbortController().signal,
    () => {},
  );
  return { outcome, journal, engine };
}

/** What a run that came to its end has left; replaced tries depend on who was faster and are no part of it. */
export function resultOfRun({ outcome, journal }: Run): Result {
  if (outcome.kind !== 'completed') throw outcome.error;
  return {
    plan: journal.planned,
    slices: journal.slices,
    text: journal.finished.map(({ sequence, text: { segments, review, gaps } }) => ({
      sequence,
      segments,
      review,
      gaps,
    })),
    language: outcome.summary.language?.code ?? null,
  };
}
