import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { HostDescription } from '../../../shared/contract/page.ts';

export type Licences = HostDescription['licences'];

/** Ours, of what lies in `resources`: each with the file that holds its text. */
const partsSchema = z.array(z.strictObject({ name: z.string(), licence: z.string(), file: z.string() }));

/** As Vite writes it for the packages of a bundle (`build.license`). */
const packagesSchema = z.array(
  z.object({
    name: z.string(),
    version: z.string(),
    identifier: z.string().default(''),
    text: z.string().default(''),
  }),
);

const FILE_NAME = 'licenses.json';

/**
 * What is bundled that others made, with the whole text of its licence: first the engine and the models, then the packages.
 *
 * @param partsFolder licences of what lies in `resources`
 * @param bundleFolders of the program and of the page; one that has not been built bundles nothing
 */
export async function readLicences(partsFolder: string, bundleFolders: readonly string[]): Promise<Licences> {
  const parts = partsSchema.parse(JSON.parse(await readFile(join(partsFolder, FILE_NAME), 'utf8')));
  const ofParts = parts.map(async ({ file, ...part }) => ({
    ...part,
    text: await readFile(join(partsFolder, file), 'utf8'),
  }));
  const packages = new Map<string, Licences[number]>();
  for (const folder of bundleFolders) {
    for (const { name, version, identifier, text } of await packagesOf(folder))
      packages.set(`${name} ${version}`, { name: `${name} ${version}`, licence: identifier, text });
  }
  const inOrder = [...packages.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return [...(await Promise.all(ofParts)), ...inOrder];
}

async function packagesOf(bundleFolder: string): Promise<z.infer<typeof packagesSchema>> {
  let list: string;
  try {
    list = await readFile(join(bundleFolder, FILE_NAME), 'utf8');
  } catch {
    return []; // it has not been built: in a clone, the page is built by those who show it
  }
  return packagesSchema.parse(JSON.parse(list));
}
