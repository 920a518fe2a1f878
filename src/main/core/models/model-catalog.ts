import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelView } from '../../../shared/contract/methods.ts';
import { EarshotError } from '../../../shared/errors.ts';
import { hashFile } from './copy-model.ts';
import { ImportedModels } from './imported-models.ts';
import { type Model, readManifest } from './model-manifest.ts';
import { type FileState, VerifiedFiles } from './verified-files.ts';
import { describeWhisperFile } from './whisper-file.ts';

export type { Model } from './model-manifest.ts';

/** What the engine must find before it loads a file; no SHA-256 when this very file was verified before. */
export type ModelExpectation = {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string | null;
  /** When the file was last changed, as of now. */
  readonly modifiedAtMs: number;
};

const UNINTERRUPTED = new AbortController().signal;

/**
 * The models that are there: those that Earshot came with, and those that the person has added. The manifest beside the
 * files says what each one must be; a file is hashed before its first use and then trusted as long as its size and time
 * of change stay the same.
 */
export class ModelCatalog {
  readonly #folder: string;
  readonly #imported: ImportedModels | null;
  readonly #verified: VerifiedFiles;
  /** Files whose hash was wrong, in the state they had then. */
  readonly #damaged = new Map<string, FileState>();
  #importing: Promise<unknown> = Promise.resolve();

  /**
   * @param folder holds `models.json` and the model files that Earshot came with
   * @param stampFile remembers verified files; may be lost at any time
   * @param ownFolder the same for models that the person adds; made with the first of them. Null when none can be added
   */
  constructor(folder: string, stampFile: string, ownFolder: string | null = null) {
    this.#folder = folder;
    this.#verified = new VerifiedFiles(stampFile);
    this.#imported = ownFolder === null ? null : new ImportedModels(ownFolder);
  }

  /** @throws EarshotError `model-missing` when the manifest that Earshot came with cannot be read */
  async list(): Promise<Model[]> {
    const shipped = (await readManifest(this.#folder)).map((model) => ({
      ...model,
      path: join(this.#folder, model.file),
    }));
    const own = (await this.#imported?.list()) ?? [];
    // What Earshot came with keeps its name.
    return [...shipped, ...own.filter(({ id }) => !shipped.some((model) => model.id === id))];
  }

  /** @throws EarshotError `model-missing` for an unknown id */
  async find(id: string, kind: Model['kind']): Promise<Model> {
    const models = await this.list();
    return findById(
      models.filter((model) => model.kind === kind),
      id,
    );
  }

  /** All models, as far as is known without reading their files. @throws EarshotError `model-missing` as {@link list} */
  async views(): Promise<ModelView[]> {
    return await Promise.all((await this.list()).map((model) => this.#view(model)));
  }

  /**
   * Hashes the file of a model now, whatever is remembered about it.
   *
   * @throws EarshotError `model-missing` for an unknown id, `cancelled`
   */
  async verify(id: string, signal: AbortSignal = UNINTERRUPTED): Promise<ModelView> {
    const model = findById(await this.list(), id);
    const file = await stateOfFile(model.path);
    if (file?.sizeBytes === model.sizeBytes) {
      const isWhole = await hasHash(model, signal);
      if (isWhole) await this.#verified.remember([{ ...file, sha256: model.sha256 }]);
      else await this.#verified.forget(model.path);
      if (isWhole) this.#damaged.delete(model.path);
      else this.#damaged.set(model.path, file);
    }
    return await this.#view(model);
  }

  /**
   * Copies a Whisper model into the person's own folder and adds it to the list there. A model that is there already
   * stays as it is; one whose copy has gone gets it back.
   *
   * @throws EarshotError `file-not-found`, `file-unreadable`, `not-a-file`; `model-damaged` for what is no whole Whisper
   *   model; `disk-full`, `output-not-writable`, `cancelled`. Nothing is left behind.
   */
  async importModel(path: string, signal: AbortSignal = UNINTERRUPTED): Promise<ModelView> {
    // One after the other: each adds its entry to the list that the one before it has left.
    const imported = this.#importing.then(() => this.#import(path, signal));
    this.#importing = imported.catch(() => {});
    return await imported;
  }

  /**
   * @param trustStamps false to have the file hashed whatever is remembered about it
   * @throws EarshotError `model-missing` when the file is not there, `model-damaged` when its size is wrong
   */
  async expectation(model: Model, trustStamps: boolean): Promise<ModelExpectation> {
    const { id, path, sizeBytes, sha256 } = model;
    const file = await stateOfFile(path);
    if (file === null) {
      const message = `The file of the model "${id}" is not there.`;
      throw new EarshotError('model-missing', message, { detail: path });
    }
    if (file.sizeBytes !== sizeBytes) {
      const message = `The file of the model "${id}" is cut or not the right one.`;
      const detail = `${path}: ${file.sizeBytes} bytes, expected ${sizeBytes}`;
      throw new EarshotError('model-damaged', message, { detail });
    }
    const isVerified = trustStamps && (await this.#verified.has(file, sha256));
    return { ...file, sha256: isVerified ? null : sha256 };
  }

  /** Remembers files that were found whole: those whose SHA-256 was asked for. */
  async rememberVerified(expectations: readonly ModelExpectation[]): Promise<void> {
    await this.#verified.remember(
      expectations.flatMap((file) => (file.sha256 === null ? [] : [{ ...file, sha256: file.sha256 }])),
    );
  }

  async #import(path: string, signal: AbortSignal): Promise<ModelView> {
    if (this.#imported === null) throw new EarshotError('invalid-argument', 'No models can be added here.');
    const { name } = await describeWhisperFile(path);
    const sha256 = await hashFile(path, signal);
    const models = await this.list();
    const same = models.find((model) => model.kind === 'whisper' && model.sha256 === sha256);
    const sameState = same === undefined ? null : await this.#stateOf(same);
    if (same !== undefined && sameState === 'present') return await this.#view(same);
    const lost = sameState === 'missing' ? same : undefined;
    const takenIds = new Set(models.map((model) => model.id));
    const added = await this.#imported.add({ path, name, sha256, takenIds, lost, signal });
    const file = await stateOfFile(added.path);
    if (file !== null) await this.#verified.remember([{ ...file, sha256 }]);
    return await this.#view(added);
  }

  async #view(model: Model): Promise<ModelView> {
    const { id, kind, name, file, sizeBytes, license, origin } = model;
    return { id, kind, name, file, sizeBytes, license, origin, state: await this.#stateOf(model) };
  }

  async #stateOf({ path, sizeBytes }: Model): Promise<ModelView['state']> {
    const file = await stateOfFile(path);
    if (file === null) return 'missing';
    const wasDamagedAtMs = this.#damaged.get(path)?.modifiedAtMs;
    return file.sizeBytes !== sizeBytes || wasDamagedAtMs === file.modifiedAtMs ? 'damaged' : 'present';
  }
}

function findById(models: readonly Model[], id: string): Model {
  const found = models.find((model) => model.id === id);
  if (found !== undefined) return found;
  const known = models.map((model) => model.id).join(', ');
  throw new EarshotError('model-missing', `There is no model named "${id}".`, {
    hint: `Known models: ${known}.`,
  });
}

/** @returns null when there is no such file, or it cannot be reached */
async function stateOfFile(path: string): Promise<FileState | null> {
  const stats = await stat(path).catch(() => null);
  return stats === null ? null : { path, sizeBytes: stats.size, modifiedAtMs: stats.mtimeMs };
}

/** @throws EarshotError `cancelled` */
async function hasHash({ path, sha256 }: Model, signal: AbortSignal): Promise<boolean> {
  try {
    return (await hashFile(path, signal)) === sha256;
  } catch (error) {
    // A disk that does not give a file back has damaged it as well.
    if (error instanceof EarshotError && error.code === 'file-unreadable') return false;
    throw error;
  }
}
