import type { ProbedContainer, ProbedStream } from './probed-container.ts';

const DURATION = /^\s+Duration: ([^,]+)(?:, start: (-?[\d.]+))?/;
const STREAM = /^\s+Stream #0:(\d+)(?:\[0x[0-9a-f]+\])?(?:\(([^)]*)\))?: (\w+): (.*)$/;
const TAG = /^\s+(\S[^:]*?)\s*: (.*)$/;
const TAG_CONTINUED = /^\s+: (.*)$/;
/** ffmpeg cuts one log message at 1024 bytes, which can take the end of a very long path (and its line break) away. */
const LONGEST_WHOLE_NAME = 900;

type OpenStream = Omit<ProbedStream, 'tags'> & { readonly tags: Map<string, string> };

/**
 * Reads what `ffmpeg -i FILE` prints about its input (`av_dump_format` in libavformat/dump.c), for machines without
 * ffprobe. Durations have a resolution of 10 ms here, and tracks no durations of their own.
 *
 * @param banner standard error of `ffmpeg -hide_banner -i <inputName>`
 * @param inputName the argument given to `-i`; it may hold line breaks, so it is cut out before lines are read
 * @returns null when ffmpeg did not recognise the file
 */
export function parseFfmpegBanner(banner: string, inputName: string): ProbedContainer | null {
  const header = findHeader(banner, inputName);
  if (header === null) return null;

  const fileTags = new Map<string, string>();
  const streams = new Map<number, OpenStream>();
  let durationMs: number | null = null;
  let startMs: number | null = null;
  /** The tags that lines read now belong to; null inside chapters, programs and side data, which are skipped. */
  let owner: Map<string, string> | null = fileTags;
  let tags: Map<string, string> | null = null;
  let lastTag = '';

  for (const line of header.rest.split('\n')) {
    const stream = STREAM.exec(line);
    const duration = DURATION.exec(line);
    if (stream !== null) {
      const opened = openStream(Number(stream[1]), stream[2], stream[3] ?? '', stream[4] ?? '');
      // ffmpeg repeats streams that belong to a stream group.
      if (!streams.has(opened.streamIndex)) streams.set(opened.streamIndex, opened);
      owner = opened.tags;
      tags = null;
    } else if (duration !== null && owner === fileTags) {
      durationMs = parseClock(duration[1] ?? '');
      startMs = duration[2] === undefined ? null : Math.round(Number(duration[2]) * 1000);
      tags = null;
    } else if (/^\s+(Chapters?:|Chapter #|Program \d|Stream group)/.test(line)) {
      owner = null;
      tags = null;
    } else if (/^\s+Metadata:\s*$/.test(line)) {
      tags = owner;
    } else if (/^\s+Side data:\s*$/.test(line) || /^\S/.test(line)) {
      tags = null;
    } else if (tags !== null) {
      const continued = TAG_CONTINUED.exec(line);
      const tag = TAG.exec(line);
      if (continued !== null) tags.set(lastTag, `${tags.get(lastTag) ?? ''}\n${continued[1] ?? ''}`);
      else if (tag !== null) {
        lastTag = (tag[1] ?? '').toLowerCase();
        tags.set(lastTag, tag[2] ?? '');
      }
    }
  }
  return {
    container: header.container,
    durationMs,
    startMs,
    streams: [...streams.values()].toSorted((a, b) => a.streamIndex - b.streamIndex),
    tags: fileTags,
  };
}

function findHeader(banner: string, inputName: string): { container: string; rest: string } | null {
  const start = /^Input #0, (.+?), from '/m.exec(banner);
  if (start === null) return null;
  const afterQuote = banner.slice(start.index + start[0].length);
  const container = start[1] ?? '';
  if (afterQuote.startsWith(`${inputName}':`)) {
    return { container, rest: afterQuote.slice(inputName.length + 2) };
  }
  const afterName = afterQuote.slice(Math.min(inputName.length, LONGEST_WHOLE_NAME));
  const body = afterName.search(/ {2}(Metadata:|Duration: )/);
  return { container, rest: body === -1 ? '' : afterName.slice(body) };
}

function openStream(
  streamIndex: number,
  language: string | undefined,
  type: string,
  detail: string,
): OpenStream {
  const kind = type === 'Audio' ? 'audio' : type === 'Video' ? 'video' : 'other';
  const rate = /, (\d+) Hz, ([^,]+)/.exec(detail);
  const codec = /^\w+/.exec(detail)?.[0] ?? 'unknown';
  return {
    streamIndex,
    kind,
    codec: codec === 'none' ? 'unknown' : codec,
    channels: kind === 'audio' ? countChannels(rate?.[2] ?? '') : 0,
    sampleRateHz: kind === 'audio' ? Number(rate?.[1] ?? 0) : 0,
    hasPictureSize: kind === 'video' && /, [1-9]\d*x[1-9]\d*/.test(detail),
    isDefault: detail.includes('(default)'),
    isAttachedPicture: detail.includes('(attached pic)'),
    durationMs: null,
    tags: new Map(language === undefined ? [] : [['language', language]]),
  };
}

/** `HH:MM:SS.cc`, or `N/A`. */
function parseClock(clock: string): number | null {
  const parts = /^(\d+):(\d+):(\d+(?:\.\d+)?)/.exec(clock);
  if (parts === null) return null;
  return Math.round((Number(parts[1]) * 3600 + Number(parts[2]) * 60 + Number(parts[3])) * 1000);
}

/** Names without a number in them, from `channel_layout_map` in libavutil/channel_layout.c. */
const NAMED_LAYOUTS: ReadonlyMap<string, number> = new Map([
  ['mono', 1],
  ['stereo', 2],
  ['downmix', 2],
  ['binaural', 2],
  ['quad', 4],
  ['hexagonal', 6],
  ['octagonal', 8],
  ['cube', 8],
  ['hexadecagonal', 16],
]);

/** Channels in ffmpeg's name for a layout: `stereo`, `5.1(side)`, `7.1.4`, `12 channels`, `ambisonic 1`. */
export function countChannels(layout: string): number {
  const name = layout.trim().replace(/ ?\(.*$/, '');
  const named = NAMED_LAYOUTS.get(name);
  if (named !== undefined) return named;
  const counted = /^(\d+) channels?/.exec(name);
  if (counted !== null) return Number(counted[1]);
  const ambisonic = /^ambisonic (\d+)/.exec(name);
  if (ambisonic !== null) return (Number(ambisonic[1]) + 1) ** 2;
  if (/^\d+(\.\d+)+$/.test(name)) return name.split('.').reduce((sum, part) => sum + Number(part), 0);
  return 0;
}
