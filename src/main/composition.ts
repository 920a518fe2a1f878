import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { EarshotError } from '../shared/errors.ts';
import { type FoundRunner, findRunner } from './core/engine/find-runner.ts';
import { RunnerEngine } from './core/engine/runner-engine.ts';
import { DEFAULT_TIMING } from './core/engine/runner-process.ts';
import { decodeAudio } from './core/media/decode.ts';
import { probeMedia } from './core/media/probe.ts';
import { type MediaTools, resolveFfmpeg } from './core/media/resolve-ffmpeg.ts';
import { type Model, ModelCatalog } from './core/models/model-catalog.ts';
import { ALL_GUARDS } from './core/transcription/guards.ts';
import { DEFAULT_PLAN_RULES } from './core/transcription/plan-chunks.ts';
import type { TranscriptionPorts } from './core/transcription/recording-run.ts';

/** Where things lie on this computer. */
export type Places = {
  /** `resources/` of the project or of the installed app. */
  readonly resourcesDir: string;
  /** For what can be made again: stamps of verified models. */
  readonly cacheDir: string;
  readonly env: NodeJS.ProcessEnv;
};

export type EngineChoice = {
  readonly modelId: string;
  readonly device: 'auto' | 'cpu' | 'gpu';
  /** Processor threads in all; null for all cores. */
  readonly threads: number | null;
  /** False to hash the models again although they were found whole before. */
  readonly trustStamps?: boolean;
};

/** The parts of Earshot that need no recording yet; each is found or refused on its own. */
export class Installation {
  readonly #places: Places;
  readonly models: ModelCatalog;

  constructor(places: Places) {
    this.#places = places;
    this.models = new ModelCatalog(
      join(places.resourcesDir, 'models'),
      join(places.cacheDir, 'verified-models.json'),
    );
  }

  /** @throws EarshotError `ffmpeg-missing` */
  mediaTools(signal: AbortSignal): Promise<MediaTools> {
    const { env, resourcesDir } = this.#places;
    return resolveFfmpeg(
      { env, platform: process.platform, resourcesBinDir: platformBinDir(resourcesDir) },
      signal,
    );
  }

  /** @throws EarshotError `runner-missing` */
  runner(): Promise<FoundRunner> {
    const { env, resourcesDir } = this.#places;
    return findRunner(platformBinDir(resourcesDir), env['EARSHOT_CPU_VARIANT'] || undefined);
  }

  /**
   * An engine for the chosen model, verified but not started yet.
   * @param onRestart told when the engine had to be started again
   * @throws EarshotError `runner-missing`, `model-missing`, `model-damaged`
   */
  async engine(
    choice: EngineChoice,
    onRestart: (reason: EarshotError) => void,
  ): Promise<{ engine: RunnerEngine; model: Model }> {
    const runner = await this.runner();
    const model = await this.models.find(choice.modelId, 'whisper');
    const vadModel = await this.models.find('silero-vad', 'vad');
    const { states, threads } = shareCores(choice.threads ?? availableParallelism());
    const engine = new RunnerEngine({
      process: { ...DEFAULT_TIMING, executable: runner.executable, env: this.#places.env },
      baselineExecutable: runner.baselineExecutable,
      prepareLoad: async () => {
        const files = await Promise.all(
          [model, vadModel].map((file) => this.models.expectation(file, choice.trustStamps ?? true)),
        );
        const [whisper, vad] = files.map(({ path, sizeBytes, sha256 }) => ({ path, sizeBytes, sha256 }));
        if (whisper === undefined || vad === undefined) throw new Error('two files were asked for');
        return {
          request: {
            model: whisper,
            vadModel: vad,
            states,
            threads,
            device: choice.device,
            memoryLimitBytes: memoryLimitBytes(model.sizeBytes, states),
            heartbeatMs: 1000,
          },
          onLoaded: () => this.models.rememberVerified(files),
        };
      },
      onRestart,
    });
    return { engine, model };
  }

  /** Everything {@link transcribeRecording} needs, for one engine and any number of recordings. */
  ports(engine: RunnerEngine, model: Model, tools: MediaTools): TranscriptionPorts {
    return {
      probe: (file, signal) => probeMedia(file, tools, { signal }),
      decode: (request) => decodeAudio({ ...request, tools }),
      engine,
      model,
      guards: ALL_GUARDS,
      planRules: DEFAULT_PLAN_RULES,
      now: () => performance.now(),
    };
  }
}

function platformBinDir(resourcesDir: string): string {
  return join(resourcesDir, 'bin', `${process.platform}-${process.arch}`);
}

/** Each state takes about 90 MiB beside the weights; more of them only pay off in recordings of many minutes. */
const MAX_STATES = 8;

/**
 * Whole chunks side by side use cores better than threads within a chunk: two threads in one state cost 6 to 9 ms of
 * waiting for each token, two states of one thread none (docs/adr/0006-states-and-threads.md).
 */
function shareCores(cores: number): { states: number; threads: number } {
  const states = Math.min(cores, MAX_STATES);
  return { states, threads: Math.max(1, Math.floor(cores / states)) };
}

const MIB = 1024 * 1024;

/** Far above what a healthy engine needs (weights once, about 90 MiB a state, seven-fold for a beam), far below harm. */
function memoryLimitBytes(modelBytes: number, states: number): number {
  return 2 * modelBytes + states * 400 * MIB + 512 * MIB;
}
