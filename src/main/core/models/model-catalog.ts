import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
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
  /** When the file was last changed, as of now. */
  readonly modifiedAtMs: number;
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

  /**
   * @param trustStamps false to have the file hashed whatever is remembered about it
   * @throws EarshotError `model-missing` when the file is not there, `model-damaged` when its size is wrong
   */
  async expectation(model: Model, trustStamps: boolean): Promise<ModelExpectation> {
    const { size, mtimeMs } = await this.#statModel(model);
    const stamp = (await this.#readStamps())[model.path];
    const isVerified =
      trustStamps &&
      stamp?.sha256 === model.sha256 &&
      stamp.sizeBytes === size &&
      stamp.modifiedAtMs === mtimeMs;
    return {
      path: model.path,
      sizeBytes: model.sizeBytes,
      sha256: isVerified ? null : model.sha256,
      modifiedAtMs: mtimeMs,
    };
  }

  /**
   * Remembers files that were found whole: those whose SHA-256 was asked for. A stamp that cannot be written costs a
   * second hash, no more.
   */
  async rememberVerified(expectations: readonly ModelExpectation[]): Promise<void> {
    const verified = expectations.filter(({ sha256 }) => sha256 !== null);
    if (verified.length === 0) return;
    const stamps = await this.#readStamps();
    for (const { path, sizeBytes, sha256, modifiedAtMs } of verified) {
      if (sha256 !== null) stamps[path] = { sha256, sizeBytes, modifiedAtMs };
    }
    const temporaryFile = `${this.#stampFile}.${process.pid}.tmp`;
    try {
      await mkdir(dirname(this.#stampFile), { recursive: true });
      await writeFile(temporaryFile, JSON.stringify(stamps));
      await rename(temporaryFile, this.#stampFile);
    } catch {
      await rm(temporaryFile, { force: true }).catch(() => {});
    }
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
