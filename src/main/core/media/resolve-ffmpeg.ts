import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { basename, delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { EarshotError } from '../../../shared/errors.ts';
import { runTool } from '../process/run-tool.ts';
import { ffmpegStaticPath } from './ffmpeg-static-path.ts';

export type MediaTools = {
  /** Absolute. */
  readonly ffmpegPath: string;
  /** Absolute; null where ffmpeg comes alone, as in ffmpeg-static. */
  readonly ffprobePath: string | null;
  /** As ffmpeg names itself, such as `5.1.6-0+deb12u1`. */
  readonly version: string;
  readonly source: 'setting' | 'environment' | 'packaged' | 'ffmpeg-static' | 'path';
};

export type FfmpegPlaces = {
  /** The program file that the person chose in the settings. */
  readonly setting?: string;
  /** `FFMPEG_PATH` and `PATH` are read. */
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  /** The `resources/bin` folder of an installed app. */
  readonly resourcesBinDir?: string;
  /** The program of the package `ffmpeg-static`, if that is installed. */
  readonly ffmpegStatic?: () => string | null;
};

type Candidate = { readonly path: string; readonly source: MediaTools['source'] };

/** The first start of a program on a cold disk, under a virus scanner, takes seconds. */
const VERSION_SILENCE_LIMIT_MS = 30_000;
const VERSION_LIMIT = 64 * 1024;

/**
 * Finds an ffmpeg that works: the setting, `FFMPEG_PATH`, the packaged program, ffmpeg-static, `PATH`, in this order.
 * Each candidate is proven by running `-version`. What a person named themselves (the setting, `FFMPEG_PATH`) must
 * work; what was merely found is passed over when it does not.
 *
 * @throws EarshotError `ffmpeg-missing`, `cancelled`
 */
export async function resolveFfmpeg(places: FfmpegPlaces, signal: AbortSignal): Promise<MediaTools> {
  const named = namedCandidate(places);
  if (named !== null) {
    const tools = await tryCandidate(named, places, signal);
    if (tools !== null) return tools;
    const origin = named.source === 'setting' ? 'The ffmpeg chosen in the settings' : 'FFMPEG_PATH';
    throw new EarshotError('ffmpeg-missing', `${origin} is not a working ffmpeg (${named.path}).`, {
      hint: 'Correct it or remove it; without it, Earshot looks for ffmpeg itself.',
    });
  }
  for (const candidate of foundCandidates(places)) {
    const tools = await tryCandidate(candidate, places, signal);
    if (tools !== null) return tools;
  }
  throw new EarshotError('ffmpeg-missing', 'No working ffmpeg was found on this computer.', {
    hint: `${installHint(places.platform)}, or set FFMPEG_PATH to its program file.`,
  });
}

function namedCandidate(places: FfmpegPlaces): Candidate | null {
  if (places.setting !== undefined) return { path: resolve(places.setting), source: 'setting' };
  const fromEnvironment = places.env['FFMPEG_PATH'];
  if (fromEnvironment === undefined || fromEnvironment === '') return null;
  return { path: resolve(fromEnvironment), source: 'environment' };
}

function foundCandidates(places: FfmpegPlaces): Candidate[] {
  const program = programName('ffmpeg', places.platform);
  const packageProgram = (places.ffmpegStatic ?? ffmpegStaticPath)();
  return [
    ...(places.resourcesBinDir === undefined
      ? []
      : [{ path: resolve(places.resourcesBinDir, program), source: 'packaged' as const }]),
    ...(packageProgram === null ? [] : [{ path: packageProgram, source: 'ffmpeg-static' as const }]),
    ...searchPath(places.env).map((folder) => ({ path: join(folder, program), source: 'path' as const })),
  ];
}

async function tryCandidate(
  candidate: Candidate,
  places: FfmpegPlaces,
  signal: AbortSignal,
): Promise<MediaTools | null> {
  const version = await versionOf('ffmpeg', candidate.path, signal);
  if (version === null) return null;
  return {
    ffmpegPath: candidate.path,
    ffprobePath: await findFfprobe(candidate, places, signal),
    version,
    source: candidate.source,
  };
}

/** Next to ffmpeg, so that both are of one build; for the ffmpeg of the system anywhere on its PATH. */
async function findFfprobe(
  ffmpeg: Candidate,
  places: FfmpegPlaces,
  signal: AbortSignal,
): Promise<string | null> {
  const program = basename(ffmpeg.path).replace('ffmpeg', 'ffprobe');
  const folders = [dirname(ffmpeg.path), ...(ffmpeg.source === 'path' ? searchPath(places.env) : [])];
  for (const folder of folders) {
    const path = join(folder, program);
    if (path !== ffmpeg.path && (await versionOf('ffprobe', path, signal)) !== null) return path;
  }
  return null;
}

async function versionOf(
  tool: 'ffmpeg' | 'ffprobe',
  path: string,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    await access(path, constants.X_OK);
    const { stdout } = await runTool(path, ['-version'], {
      signal,
      silenceLimitMs: VERSION_SILENCE_LIMIT_MS,
      stdoutLimitBytes: VERSION_LIMIT,
      stderrLimitCharacters: VERSION_LIMIT,
    });
    return new RegExp(`^${tool} version (\\S+)`).exec(stdout)?.[1] ?? null;
  } catch (error) {
    if (signal.aborted) throw new EarshotError('cancelled', 'Cancelled.', { cause: error });
    // Absent, a folder, for another processor: all the same to us, this candidate is none.
    return null;
  }
}

/** The folders of PATH. Relative ones are left out: what they hold depends on where the program was started. */
function searchPath(env: NodeJS.ProcessEnv): string[] {
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH');
  const folders = name === undefined ? '' : (env[name] ?? '');
  return folders.split(delimiter).filter((folder) => isAbsolute(folder));
}

function programName(tool: string, platform: NodeJS.Platform): string {
  return platform === 'win32' ? `${tool}.exe` : tool;
}

function installHint(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'Install it with `brew install ffmpeg`';
  if (platform === 'win32') return 'Install it with `winget install Gyan.FFmpeg`';
  return 'Install it with `sudo apt install ffmpeg` (Debian, Ubuntu) or your package manager';
}
