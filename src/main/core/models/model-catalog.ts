import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { EarshotError } from '../../../shared/errors.ts';

const modelSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(['whisper', 'vad']),
  name: z.string(),
  file: z.string(),
  sizeBytes: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  license: z.string(),
  origin: z.string(),
});

const manifestSchema = z.strictObject({
  schema: z.literal('earshot.models/1'),
  models: z.array(modelSchema),
});

/** Which state of which file was found to be whole: by path, the size and time of change it had then. */
const stampsSchema = z.record(
  z.string(),
  z.strictObject({ sha256: z.string(), sizeBytes: z.number(), modifiedAtMs: z.number() }),
);
type Stamps = z.infer<typeof stampsSchema>;

export type Model = z.infer<typeof modelSchema> & { readonly path: string };

/** What the engine must find before it loads a file; no SHA-256 when this very file was verified before. */
export type ModelExpectation = {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string | null;
};

/**
 * The models that are there. The manifest beside the files says what each one must be; a file is hashed before its
 * first use and then trusted as long as its size and time of change stay the same.
 */
export class ModelCatalog {
  readonly #folder: string;
  readonly #stampFile: string;

  /**
   * @param folder holds `models.json` and the model files
   * @param stampFile remembers verified files; may be lost at any time
   */
  constructor(folder: string, stampFile: string) {
    this.#folder = folder;
    this.#stampFile = stampFile;
  }

  /** @throws EarshotError `model-missing` when the manifest cannot be read */
  async list(): Promise<Model[]> {
    const manifestFile = join(this.#folder, 'models.json');
    try {
      const manifest = manifestSchema.parse(JSON.parse(await readFile(manifestFile, 'utf8')));
      return manifest.models.map((model) => ({ ...model, path: join(this.#folder, model.file) }));
    } catch (error) {
      throw new EarshotError('model-missing', 'The list of models cannot be read.', {
        cause: error,
        detail: `${manifestFile}: ${String(error)}`,
      });
    }
  }

  /** @throws EarshotError `model-missing` for an unknown id */
  async find(id: string, kind: Model['kind']): Promise<Model> {
    const models = (await this.list()).filter((model) => model.kind === kind);
    const found = models.find((model) => model.id === id);
    if (found !== undefined) return found;
    const known = models.map((model) => model.id).join(', ');
    throw new EarshotError('model-missing', `There is no model named "${id}".`, {
      hint: `Known models: ${known}.`,
    });
  }

  /** @throws EarshotError `model-missing` when the file is not there, `model-damaged` when its size is wrong */
  async expectation(model: Model): Promise<ModelExpectation> {
    const present = await this.#statModel(model);
    const stamp = (await this.#readStamps())[model.path];
    const isVerified =
      stamp?.sha256 === model.sha256 &&
      stamp.sizeBytes === present.size &&
      stamp.modifiedAtMs === present.mtimeMs;
    return { path: model.path, sizeBytes: model.sizeBytes, sha256: isVerified ? null : model.sha256 };
  }

  /** Remembers that the engine found these files whole. A stamp that cannot be written costs a second hash, no more. */
  async rememberVerified(models: readonly Model[]): Promise<void> {
    const stamps = await this.#readStamps();
    for (const model of models) {
      const { size, mtimeMs } = await this.#statModel(model);
      stamps[model.path] = { sha256: model.sha256, sizeBytes: size, modifiedAtMs: mtimeMs };
    }
    await mkdir(dirname(this.#stampFile), { recursive: true })
      .then(() => writeFile(this.#stampFile, JSON.stringify(stamps)))
      .catch(() => {});
  }

  async #statModel(model: Model): Promise<{ size: number; mtimeMs: number }> {
    const found = await stat(model.path).catch((error: unknown) => {
      throw new EarshotError('model-missing', `The file of the model "${model.id}" is not there.`, {
        cause: error,
        detail: model.path,
      });
    });
    if (found.size === model.sizeBytes) return found;
    throw new EarshotError(
      'model-damaged',
      `The file of the model "${model.id}" is cut or not the right one.`,
      {
        detail: `${model.path}: ${found.size} bytes, expected ${model.sizeBytes}`,
      },
    );
  }

  async #readStamps(): Promise<Stamps> {
    try {
      return stampsSchema.parse(JSON.parse(await readFile(this.#stampFile, 'utf8')));
    } catch {
      return {}; // no stamps yet, or a damaged file: everything is verified again
    }
  }
}
