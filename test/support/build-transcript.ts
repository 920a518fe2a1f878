import { basename } from 'node:path';
import type { EngineInfo } from '../../src/main/core/engine/engine.ts';
import type { AssembledChunk } from '../../src/main/core/transcription/assemble-chunk.ts';
import type { HeardLanguage } from '../../src/main/core/transcription/language-vote.ts';
import type { RecordingRequest } from '../../src/main/core/transcription/recording-request.ts';
import type { Segment, Transcript } from '../../src/shared/transcript.ts';

/** Everything a transcript says besides its text. */
export type TranscriptRecord = {
  readonly request: RecordingRequest;
  readonly engine: EngineInfo;
  readonly model: { readonly id: string; readonly sha256: string };
  /** What was settled for the whole recording; null when nothing was heard or every part decides for itself. */
  readonly language: HeardLanguage | null;
  /** As far as it is known: before the end of decoding this is what the header says. */
  readonly durationMs: number;
  /** Which audio track was heard, zero-based. */
  readonly track: number;
  readonly complete: boolean;
  readonly warnings: readonly string[];
};

/** Puts the chunks of all streams together, in the order in which things were said. */
export function buildTranscript(chunks: readonly AssembledChunk[], record: TranscriptRecord): Transcript {
  const { request, engine, model } = record;
  const segments = chunks
    .flatMap((chunk) => chunk.segments)
    .toSorted((a, b) => a.startMs - b.startMs || (a.channel ?? 0) - (b.channel ?? 0));
  return {
    schema: 'earshot.transcript/1',
    source: {
      fileName: basename(request.file),
      durationMs: segments.reduce((latest, { endMs }) => Math.max(latest, endMs), record.durationMs),
      track: record.track,
      channels: request.channels,
    },
    engine: {
      name: engine.name,
      variant: engine.variant,
      backend: engine.backend,
      model: model.id,
      modelSha256: model.sha256,
      quality: request.quality,
      task: request.translate ? 'translate' : 'transcribe',
    },
    language: {
      code: record.language?.code ?? mostSpokenLanguage(segments),
      probability: record.language?.probability ?? null,
      mode: request.language.mode,
    },
    complete: record.complete,
    segments,
    review: chunks.flatMap((chunk) => chunk.review),
    warnings: [...record.warnings],
    discarded: chunks.flatMap((chunk) => chunk.discarded),
  };
}

/** The language with the longest spoken time; empty when nothing was said. */
function mostSpokenLanguage(segments: readonly Segment[]): string {
  const spokenMs = new Map<string, number>();
  for (const { language, startMs, endMs } of segments) {
    spokenMs.set(language, (spokenMs.get(language) ?? 0) + endMs - startMs);
  }
  return [...spokenMs].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? '';
}
