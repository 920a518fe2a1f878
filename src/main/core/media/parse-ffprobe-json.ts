import { z } from 'zod';
import type { ProbedContainer, ProbedStream } from './probed-container.ts';

const tagsSchema = z.record(z.string(), z.string()).default({});
/** ffprobe writes seconds as text, and leaves the field out (or writes `N/A`) when there is no value. */
const secondsSchema = z.string().optional();

const ffprobeSchema = z.object({
  streams: z
    .array(
      z.object({
        index: z.int(),
        codec_type: z.string().default('unknown'),
        codec_name: z.string().default('unknown'),
        channels: z.int().default(0),
        sample_rate: z.string().default('0'),
        width: z.int().default(0),
        height: z.int().default(0),
        duration: secondsSchema,
        disposition: z
          .object({ default: z.int().default(0), attached_pic: z.int().default(0) })
          .default({ default: 0, attached_pic: 0 }),
        tags: tagsSchema,
      }),
    )
    .default([]),
  format: z.object({
    format_name: z.string(),
    start_time: secondsSchema,
    duration: secondsSchema,
    tags: tagsSchema,
  }),
});

/** What {@link parseFfprobeJson} needs ffprobe to print: `-show_entries` with this, `-print_format json`. */
export const FFPROBE_ENTRIES = [
  'format=format_name,start_time,duration',
  'format_tags',
  'stream=index,codec_type,codec_name,channels,sample_rate,width,height,duration',
  'stream_disposition=default,attached_pic',
  'stream_tags',
].join(':');

/** Reads ffprobe's JSON; null when it holds no container (the file was not recognised). */
export function parseFfprobeJson(json: string): ProbedContainer | null {
  const parsed = ffprobeSchema.safeParse(parseJson(json));
  if (!parsed.success) return null;
  const { format, streams } = parsed.data;
  return {
    container: format.format_name,
    durationMs: milliseconds(format.duration),
    startMs: milliseconds(format.start_time),
    tags: lowerCased(format.tags),
    streams: streams.map((stream): ProbedStream => {
      const kind = stream.codec_type;
      return {
        streamIndex: stream.index,
        kind: kind === 'audio' || kind === 'video' ? kind : 'other',
        codec: stream.codec_name,
        channels: stream.channels,
        sampleRateHz: Number(stream.sample_rate) || 0,
        hasPictureSize: stream.width > 0 && stream.height > 0,
        isDefault: stream.disposition.default === 1,
        isAttachedPicture: stream.disposition.attached_pic === 1,
        durationMs: milliseconds(stream.duration),
        tags: lowerCased(stream.tags),
      };
    }),
  };
}

/** ffprobe prints an empty or cut document when it gives up half-way: that is "nothing recognised", not a fault. */
function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function milliseconds(seconds: string | undefined): number | null {
  if (seconds === undefined || seconds === 'N/A') return null;
  return Math.round(Number(seconds) * 1000);
}

function lowerCased(tags: Record<string, string>): ReadonlyMap<string, string> {
  return new Map(Object.entries(tags).map(([name, value]) => [name.toLowerCase(), value]));
}
