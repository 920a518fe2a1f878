import type { Installation } from '../composition.ts';
import type { Verdict } from './verdict.ts';

export async function checkRunner(installation: Pick<Installation, 'runner'>): Promise<Verdict> {
  const runner = await installation.runner();
  const features = runner.cpuFeatures.join(' ');
  return {
    isGood: true,
    words: `whisper-runner "${runner.variant}" (built: ${runner.installed.join(', ')}; processor: ${features})`,
  };
}

export async function checkFfmpeg(installation: Pick<Installation, 'mediaTools'>): Promise<Verdict> {
  const { ffmpegPath, ffprobePath, version, source } = await installation.mediaTools(
    new AbortController().signal,
  );
  const probe = ffprobePath === null ? 'without ffprobe' : 'with ffprobe';
  return { isGood: true, words: `${version} from ${source}, ${probe} (${ffmpegPath})` };
}

/** Starts the engine for real: the model is verified, loaded and the back end that runs is known. */
export async function checkModel(installation: Pick<Installation, 'engine'>): Promise<Verdict> {
  const { engine, model } = await installation.engine(
    { modelId: 'base', device: 'auto', threads: null },
    { trustStamps: false },
  );
  try {
    const info = await engine.ready(new AbortController().signal);
    return {
      isGood: true,
      words: `${model.name}, loads and runs on ${info.backend} (${info.states} states × ${info.threads} threads, ${info.name})`,
    };
  } finally {
    await engine.close();
  }
}
