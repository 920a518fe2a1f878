import { build } from 'vite';

/** A program as one script, for pages to run before anything else. */
export async function bundleForPage(entry: string): Promise<string> {
  const made = await build({
    configFile: false,
    logLevel: 'warn',
    build: { write: false, minify: false, lib: { entry, formats: ['iife'], name: 'bundled' } },
  });
  for (const { output } of [made].flat().filter((one) => 'output' in one)) return output[0].code;
  throw new Error(`${entry} was not bundled.`);
}
