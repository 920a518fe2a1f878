import type { SourceFile } from './check-source-file.ts';
import type { AudioTrack, MediaInfo, MediaTags } from './media-info.ts';
import type { ProbedContainer, ProbedStream } from './probed-container.ts';

/** The highest rate that converters and players know; anything above is a damaged header. */
const HIGHEST_SAMPLE_RATE_HZ = 768_000;

/** What a probing tool reported, in our words. `tracks` is empty when no audio stream can be decoded. */
export function describeMedia(probed: ProbedContainer, file: SourceFile): MediaInfo {
  const audio = probed.streams.filter(isDecodable);
  const picture = probed.streams.find((stream) => stream.kind === 'video' && !stream.isAttachedPicture);
  return {
    sizeBytes: file.sizeBytes,
    modifiedAtMs: file.modifiedAtMs,
    container: probed.container,
    durationMs: probed.durationMs,
    startMs: probed.startMs,
    tracks: audio.map(describeTrack),
    hasVideo: picture?.hasPictureSize ?? false,
    tags: describeTags(fileTags(probed)),
  };
}

function isDecodable(stream: ProbedStream): boolean {
  return (
    stream.kind === 'audio' &&
    stream.channels > 0 &&
    stream.sampleRateHz > 0 &&
    stream.sampleRateHz <= HIGHEST_SAMPLE_RATE_HZ
  );
}

function describeTrack(stream: ProbedStream, index: number): AudioTrack {
  const language = textOf(stream.tags, 'language');
  return {
    index,
    streamIndex: stream.streamIndex,
    codec: stream.codec,
    channels: stream.channels,
    sampleRateHz: stream.sampleRateHz,
    language: language === 'und' ? null : language,
    title: textOf(stream.tags, 'title'),
    isDefault: stream.isDefault,
    durationMs: stream.durationMs,
  };
}

/** Ogg keeps the tags of the file on its only stream. */
function fileTags(probed: ProbedContainer): ReadonlyMap<string, string> {
  const only = probed.streams.find((stream) => stream.kind === 'audio');
  return probed.container === 'ogg' && only !== undefined ? only.tags : probed.tags;
}

function describeTags(tags: ReadonlyMap<string, string>): MediaTags {
  return { title: textOf(tags, 'title'), artist: textOf(tags, 'artist'), recordedAt: recordingTime(tags) };
}

/** Phones write one date-time with a zone; broadcast WAV recorders write a date and a time of day apart. */
function recordingTime(tags: ReadonlyMap<string, string>): string | null {
  for (const name of ['com.apple.quicktime.creationdate', 'creation_time', 'date']) {
    const instant = parseInstant(tags.get(name));
    if (instant !== null) return instant;
  }
  const date = /^\d{4}-\d{2}-\d{2}$/.exec(tags.get('date') ?? '')?.[0];
  if (date === undefined) return null;
  const time = /^\d{2}:\d{2}:\d{2}$/.exec(tags.get('creation_time') ?? '')?.[0];
  return time === undefined ? date : `${date}T${time}`;
}

function parseInstant(text: string | undefined): string | null {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/.test(text)) return null;
  const atMs = Date.parse(text);
  // Clocks that were never set write 1904 or 1970.
  return Number.isNaN(atMs) || new Date(atMs).getUTCFullYear() <= 1970 ? null : new Date(atMs).toISOString();
}

function textOf(tags: ReadonlyMap<string, string>, name: string): string | null {
  const text = tags.get(name)?.trim();
  return text === undefined || text === '' ? null : text;
}
