import { basename } from 'node:path';
import { EarshotError } from '../../../shared/errors.ts';
import { type RunToolOptions, runTool, type ToolResult } from '../process/run-tool.ts';
import { checkSourceFile } from './check-source-file.ts';
import { describeMedia } from './describe-media.ts';
import { ffmpegInputName, ffmpegInputOptions } from './ffmpeg-input.ts';
import { FfmpegMessages } from './ffmpeg-messages.ts';
import type { MediaInfo } from './media-info.ts';
import { hasProtectedSound } from './mp4-protection.ts';
import { parseFfmpegBanner } from './parse-ffmpeg-banner.ts';
import { FFPROBE_ENTRIES, parseFfprobeJson } from './parse-ffprobe-json.ts';
import type { ProbedContainer } from './probed-container.ts';
import type { MediaTools } from './resolve-ffmpeg.ts';

/** A probe reads tens of megabytes at most; a tool that is silent this long waits for a drive that does not answer. */
const SILENCE_LIMIT_MS = 120_000;
const STDOUT_LIMIT_BYTES = 8 * 1024 * 1024;
const LOG_LIMIT_CHARACTERS = 4096;
/** ffmpeg alone describes the file on standard error; a few hundred chapters fit. */
const BANNER_LIMIT_CHARACTERS = 1024 * 1024;

type ProbeAnswer = { readonly probed: ProbedContainer | null; readonly log: string };

/**
 * Finds out what a file holds, without decoding it. The same answer with ffprobe and with ffmpeg alone, but for
 * {@link MediaInfo} durations: ffmpeg alone rounds them to 10 ms and knows none of single tracks.
 *
 * @returns at least one audio track
 * @throws EarshotError `file-not-found`, `not-a-file`, `file-unreadable`, `file-empty`, `not-media`,
 *   `no-audio-track`, `decode-failed` (copy-protected), `cancelled`
 */
export async function probeMedia(
  file: string,
  tools: Pick<MediaTools, 'ffmpegPath' | 'ffprobePath'>,
  options: { readonly signal: AbortSignal },
): Promise<MediaInfo> {
  const name = basename(file);
  const source = await checkSourceFile(file);
  const { probed, log } = await askTool(file, tools, options.signal);
  if (probed === null) throw notMedia(name, log);

  const info = describeMedia(probed, source);
  if (info.tracks.length > 0) {
    if (info.container.startsWith('mov') && (await hasProtectedSound(file))) {
      throw new EarshotError('decode-failed', `${name} is copy-protected.`, {
        hint: 'Protected recordings can only be played by the programs they were made for.',
      });
    }
    return info;
  }
  // Sound that is declared but has no usable parameters: text named .ac3, a header full of nonsense.
  if (probed.streams.some((stream) => stream.kind === 'audio')) throw notMedia(name, log);
  throw new EarshotError('no-audio-track', `${name} has no sound.`);
}

async function askTool(
  file: string,
  tools: Pick<MediaTools, 'ffmpegPath' | 'ffprobePath'>,
  signal: AbortSignal,
): Promise<ProbeAnswer> {
  const input = ffmpegInputName(file);
  const asked = ['-hide_banner', ...ffmpegInputOptions()];
  if (tools.ffprobePath !== null) {
    const show = ['-v', 'error', '-print_format', 'json', '-show_entries', FFPROBE_ENTRIES];
    const result = await runProbe(tools.ffprobePath, [...asked, ...show, '-i', input], {
      signal,
      stderrLimitCharacters: LOG_LIMIT_CHARACTERS,
    });
    return { probed: parseFfprobeJson(result.stdout), log: result.stderr };
  }
  // Without an output ffmpeg describes the input and exits with an error, so the exit code says nothing.
  const result = await runProbe(tools.ffmpegPath, [...asked, '-nostdin', '-i', input], {
    signal,
    stderrLimitCharacters: BANNER_LIMIT_CHARACTERS,
  });
  const log = result.stderr.split(/^Input #0, /m)[0] ?? '';
  return { probed: parseFfmpegBanner(result.stderr, input), log };
}

async function runProbe(
  program: string,
  args: readonly string[],
  options: Pick<RunToolOptions, 'signal' | 'stderrLimitCharacters'>,
): Promise<ToolResult> {
  try {
    const limits = { silenceLimitMs: SILENCE_LIMIT_MS, stdoutLimitBytes: STDOUT_LIMIT_BYTES };
    const result = await runTool(program, args, { ...options, ...limits });
    if (result.ended === 'silent-too-long') {
      throw new EarshotError('file-unreadable', 'The drive with the recording does not answer.');
    }
    return result;
  } catch (error) {
    if (options.signal.aborted) throw new EarshotError('cancelled', 'Cancelled.', { cause: error });
    if (error instanceof EarshotError) throw error;
    throw new EarshotError('ffmpeg-missing', `${program} could not be started.`, { cause: error });
  }
}

function notMedia(name: string, log: string): EarshotError {
  const messages = new FfmpegMessages();
  messages.add(log);
  const detail = messages.list().join('\n');
  // An MP4 file has its index at the end; without it the sound in front cannot be found.
  if (log.includes('moov atom not found')) {
    return new EarshotError('not-media', `${name} is incomplete: the index at its end is missing.`, {
      hint: 'Copy the file again from where it was recorded; this copy cannot be read.',
      detail,
    });
  }
  return new EarshotError('not-media', `${name} is not a recording that can be read.`, { detail });
}
