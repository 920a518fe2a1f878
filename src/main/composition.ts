import type { ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type FoundRunner, findRunner } from './core/engine/find-runner.ts';
import { GraphicsTrust } from './core/engine/graphics-trust.ts';
import { RunnerEngine } from './core/engine/runner-engine.ts';
import { DEFAULT_TIMING } from './core/engine/runner-process.ts';
import { decodeAudio } from './core/media/decode.ts';
import type { MediaInfo } from './core/media/media-info.ts';
import { probeMedia } from './core/media/probe.ts';
import { ProvenTools } from './core/media/proven-tools.ts';
import { type MediaTools, resolveFfmpeg } from './core/media/resolve-ffmpeg.ts';
import { type Model, ModelCatalog } from './core/models/model-catalog.ts';
import type { EngineChoice, OnRestart, PreparedEngine } from './core/queue/engine-pool.ts';
import { memoryLimitBytes, shareCores } from './core/queue/slot-plan.ts';
import { chunkBudgetMs } from './core/queue/time-budget.ts';
import { ALL_GUARDS } from './core/transcription/guards.ts';
import { DEFAULT_PLAN_RULES } from './core/transcription/plan-chunks.ts';
import type { TranscriptionPorts } from './core/transcription/transcription-ports.ts';

/** Where things lie on this computer. */
export type Places = {
  /** `resources/` of the project or of the installed app. */
  readonly resourcesDir: string;
  /** For what can be made again: stamps of verified models. */
  readonly cacheDir: string;
  /** Models that the person has added. */
  readonly modelsDir: string;
  readonly env: NodeJS.ProcessEnv;
};

/** What the parts tell whoever puts them together. */
export type EngineHooks = {
  /** Told of each process of the engine, and of each that decodes sound. */
  readonly onSpawn?: (child: ChildProcess, executable: string) => void;
  /** Told when the engine had to be started again, and whether the graphics processor was given up for it. */
  readonly onRestart?: OnRestart;
  /** False to hash the models again although they were found whole before. */
  readonly trustStamps?: boolean;
};

/** The parts of Earshot that need no recording yet; each is found or refused on its own. */
export class Installation {
  readonly #places: Places;
  readonly #tools: ProvenTools;
  readonly #graphics = new GraphicsTrust();
  readonly models: ModelCatalog;

  constructor(places: Places) {
    this.#places = places;
    const { env, resourcesDir } = places;
    const ffmpegPlaces = { env, platform: process.platform, resourcesBinDir: platformBinDir(resourcesDir) };
    this.#tools = new ProvenTools((signal) => resolveFfmpeg(ffmpegPlaces, signal));
    this.models = new ModelCatalog(
      join(places.resourcesDir, 'models'),
      join(places.cacheDir, 'verified-models.json'),
      places.modelsDir,
    );
  }

  /** @throws EarshotError `ffmpeg-missing` */
  mediaTools(signal: AbortSignal): Promise<MediaTools> {
    return this.#tools.get(signal);
  }

  /** @throws EarshotError `ffmpeg-missing`, and what is wrong with the recording */
  async probe(file: string, signal: AbortSignal): Promise<MediaInfo> {
    return await probeMedia(file, await this.mediaTools(signal), { signal });
  }

  /** @throws EarshotError `runner-missing` */
  runner(): Promise<FoundRunner> {
    const { env, resourcesDir } = this.#places;
    return findRunner(platformBinDir(resourcesDir), env['EARSHOT_CPU_VARIANT'] || undefined);
  }

  /**
   * An engine for the chosen model, verified but not started yet.
   * @throws EarshotError `runner-missing`, `model-missing`, `model-damaged`
   */
  async engine(
    choice: EngineChoice,
    hooks: EngineHooks = {},
  ): Promise<{ engine: RunnerEngine; model: Model }> {
    const { onSpawn, onRestart = () => {}, trustStamps = true } = hooks;
    const runner = await this.runner();
    const model = await this.models.find(choice.modelId, 'whisper');
    const vadModel = await this.models.find('silero-vad', 'vad');
    const { states, threads } = shareCores(choice.threads ?? availableParallelism());
    const engine = new RunnerEngine({
      process: {
        ...DEFAULT_TIMING,
        executable: runner.executable,
        env: this.#places.env,
        ...(onSpawn === undefined ? {} : { onSpawn }),
      },
      baselineExecutable: runner.baselineExecutable,
      graphics: this.#graphics,
      prepareLoad: async () => {
        const files = await Promise.all(
          [model, vadModel].map((file) => this.models.expectation(file, trustStamps)),
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

  /** Whether a model is there and whole. */
  async hasModel(id: string): Promise<boolean> {
    const known = (await this.models.views()).find((model) => model.id === id);
    // A damaged file is read again only when it has changed.
    if (known?.state !== 'present') return false;
    return (await this.models.verify(id)).state === 'present';
  }

  /** Everything {@link transcribeRecording} needs, for one engine and any number of recordings. */
  ports(
    { engine, model }: PreparedEngine,
    tools: MediaTools,
    { onSpawn }: EngineHooks = {},
  ): TranscriptionPorts {
    return {
      probe: (file, signal) => probeMedia(file, tools, { signal }),
      decode: (request) => decodeAudio({ ...request, tools, ...(onSpawn === undefined ? {} : { onSpawn }) }),
      engine,
      model,
      guards: ALL_GUARDS,
      planRules: DEFAULT_PLAN_RULES,
      now: () => performance.now(),
      wait: (ms, signal) => setTimeout(ms, undefined, { signal }),
      // Whoever knows more of the engine and of what the person wants has a limit of its own.
      chunkBudgetMs: (mediaMs) => chunkBudgetMs(mediaMs, { chunkLimitMs: null }),
    };
  }
}

function platformBinDir(resourcesDir: string): string {
  return join(resourcesDir, 'bin', `${process.platform}-${process.arch}`);
}
