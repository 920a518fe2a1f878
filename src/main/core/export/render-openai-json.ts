import { oneLine } from '../../../shared/reading/one-line.ts';
import { inSpeakingOrder } from '../../../shared/reading/speaking-order.ts';
import { separatorBetween } from '../../../shared/reading/unspaced-scripts.ts';
import type { Segment, Transcript } from '../../../shared/transcript.ts';
import { whisperLanguageName } from '../../../shared/whisper-languages.ts';
import { compressionRatio } from '../transcription/compression-ratio.ts';

/**
 * The `verbose_json` shape of OpenAI's audio API (`TranscriptionVerbose` in its client libraries), so that programs
 * made for that API can read our result. Times are seconds. Two fields have no counterpart here: `tokens` is empty,
 * and `seek` is the segment's start in Whisper's frames of 10 ms instead of the start of its window.
 */
export function renderOpenAiJson(transcript: Transcript): string {
  const ordered = inSpeakingOrder(transcript.segments);
  const texts = ordered.map((segment, index) => {
    const text = oneLine(segment.text);
    // As in the original, the segments' texts make the whole text when simply put together.
    return separatorBetween(oneLine(ordered[index - 1]?.text ?? ''), text) + text;
  });
  const document = {
    task: transcript.engine.task,
    language: whisperLanguageName(transcript.language.code),
    duration: seconds(transcript.source.durationMs),
    text: texts.join('').trim(),
    segments: ordered.map((segment, index) => describeSegment(segment, index, texts[index] ?? '')),
    words: ordered.flatMap((segment) =>
      segment.words.map((word) => ({
        word: word.text,
        start: seconds(word.startMs),
        end: seconds(word.endMs),
      })),
    ),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function describeSegment(segment: Segment, id: number, text: string) {
  return {
    id,
    seek: Math.floor(segment.startMs / 10),
    start: seconds(segment.startMs),
    end: seconds(segment.endMs),
    text,
    tokens: [],
    temperature: segment.temperature,
    avg_logprob: segment.averageLogProbability,
    compression_ratio: compressionRatio(text),
    no_speech_prob: segment.noSpeechProbability,
  };
}

function seconds(ms: number): number {
  return ms / 1000;
}
