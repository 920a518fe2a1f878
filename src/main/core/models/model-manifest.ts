import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { EarshotError, errnoOf } from '../../../shared/errors.ts';

const modelSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(['whisper', 'vad']),
  name: z.string(),
  /** A plain name: a list of models must not lead out of its folder. */
  file: z.string().refine((file) => file === basename(file) && file !== '..', 'is not a plain file name'),
  sizeBytes: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  license: z.string(),
  origin: z.string(),
});

const manifestSchema = z.strictObject({
  schema: z.literal('earshot.models/1'),
  models: z.array(modelSchema),
});

/** What a model must be, as the list beside its file says. */
export type ModelEntry = z.infer<typeof modelSchema>;

/** A model, and where its file lies. */
export type Model = ModelEntry & { readonly path: string };

/** The list of models in a folder: which files are there, and what each of them must be. */
export function manifestIn(folder: string): string {
  return join(folder, 'models.json');
}

/** @throws EarshotError `model-missing` when the list is not there, damaged or of another version */
export async function readManifest(folder: string): Promise<ModelEntry[]> {
  const file = manifestIn(folder);
  try {
    return manifestSchema.parse(JSON.parse(await readFile(file, 'utf8'))).models;
  } catch (error) {
    throw new EarshotError('model-missing', 'The list of models cannot be read.', {
      cause: error,
      detail: `${file}: ${String(error)}`,
    });
  }
}

/** As {@link readManifest}, where a folder without a list holds no models. */
export async function readManifestIfThere(folder: string): Promise<ModelEntry[]> {
  try {
    return await readManifest(folder);
  } catch (error) {
    if (error instanceof EarshotError && errnoOf(error.cause) === 'ENOENT') return [];
    throw error;
  }
}

/** The list is the old one or the new one, whatever happens meanwhile. @throws the system's error */
export async function writeManifest(folder: string, models: readonly ModelEntry[]): Promise<void> {
  const temporaryFile = join(folder, `.models-${randomUUID()}.tmp`);
  try {
    const file = await open(temporaryFile, 'wx');
    try {
      await file.writeFile(`${JSON.stringify({ schema: 'earshot.models/1', models }, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporaryFile, manifestIn(folder));
  } finally {
    await rm(temporaryFile, { force: true });
  }
}
