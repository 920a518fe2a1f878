import { rm } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { EarshotError } from '../../../shared/errors.ts';
import { copyModel, throwWriteFailure } from './copy-model.ts';
import {
  type Model,
  type ModelEntry,
  manifestIn,
  readManifestIfThere,
  writeManifest,
} from './model-manifest.ts';

/** A file that is to become a model, after it was looked through. */
export type NewModel = {
  readonly path: string;
  /** What the file says of itself. */
  readonly name: string;
  readonly sha256: string;
  readonly takenIds: ReadonlySet<string>;
  /** The entry of the same model whose file has gone. */
  readonly lost: Model | undefined;
  readonly signal: AbortSignal;
};

/** The folder of models that the person has added: the files, and the list of them. */
export class ImportedModels {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What is in the list. A damaged list hides its models and nobody else's: {@link add} is where it is told. */
  async list(): Promise<Model[]> {
    const entries = await readManifestIfThere(this.#folder).catch((): ModelEntry[] => []);
    return entries.map((entry) => this.#inFolder(entry));
  }

  /**
   * Copies the file, then writes it into the list.
   *
   * @throws EarshotError `disk-full`, `output-not-writable`, `model-damaged`, `cancelled`; `model-missing` for a list that
   *   cannot be read. Nothing is left behind.
   */
  async add({ path, name, sha256, takenIds, lost, signal }: NewModel): Promise<Model> {
    const entries = await this.#readList();
    const copy = { source: path, sha256, folder: this.#folder, signal };
    const entry = entries.find((one) => one.id === lost?.id);
    if (entry !== undefined) {
      await copyModel({ ...copy, fileName: entry.file });
      return this.#inFolder(entry);
    }
    const id = freeId(idFor(path), takenIds);
    const { fileName, sizeBytes } = await copyModel({ ...copy, fileName: `${id}.bin` });
    const added: ModelEntry = {
      id,
      kind: 'whisper',
      name,
      file: fileName,
      sizeBytes,
      sha256,
      license: 'unknown',
      origin: `Added from ${basename(path)}`,
    };
    try {
      await writeManifest(this.#folder, [...entries, added]).catch(throwWriteFailure);
    } catch (error) {
      await rm(join(this.#folder, fileName), { force: true });
      throw error;
    }
    return this.#inFolder(added);
  }

  async #readList(): Promise<ModelEntry[]> {
    try {
      return await readManifestIfThere(this.#folder);
    } catch (error) {
      throw new EarshotError('model-missing', 'The list of your own models cannot be read.', {
        hint: `Remove ${manifestIn(this.#folder)} and add your models again.`,
        cause: error,
      });
    }
  }

  #inFolder(entry: ModelEntry): Model {
    return { ...entry, path: join(this.#folder, entry.file) };
  }
}

/** `ggml-large-v3-turbo-q5_0.bin` → `large-v3-turbo-q5_0`: a name for the command line. */
function idFor(path: string): string {
  const stem = basename(path, extname(path)).toLowerCase();
  const id = stem
    .replace(/^ggml-/, '')
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '');
  return id.slice(0, 80) || 'model';
}

function freeId(wanted: string, takenIds: ReadonlySet<string>): string {
  let id = wanted;
  for (let number = 2; takenIds.has(id); number += 1) id = `${wanted}-${number}`;
  return id;
}
