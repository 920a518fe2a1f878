import { resolve } from 'node:path';
import type { MethodInput } from '../../shared/contract/methods.ts';
import type { TranscribeCliOptions } from './transcribe-options.ts';

/** `https://…`, `rtsp://…`; two letters at least, because `C:\…` is a path. */
const ADDRESS = /^[a-z][a-z0-9+.-]+:\/\//i;

/**
 * What `earshot transcribe` asks of the queue.
 *
 * @param folder where the person stands: the owner of the queue may be a program that was started elsewhere
 */
export function addRequest(
  paths: readonly string[],
  options: TranscribeCliOptions,
  folder: string,
): MethodInput<'queue.add'> {
  const { model, device, threads, language, translate, prompt, quality, track, channels } = options;
  return {
    // An address stays one, so that it is refused as what it is.
    paths: paths.map((path) => (ADDRESS.test(path) ? path : resolve(folder, path))),
    options: { model, device, threads, language, translate, prompt, quality, track, channels },
    exports: {
      formats: [...options.formats],
      outputDir: options.outputDir === null ? null : resolve(folder, options.outputDir),
      nameTemplate: options.nameTemplate,
      onCollision: options.overwrite ? 'replace' : 'number',
    },
    again: options.again,
    keepCopy: options.keepCopy,
  };
}
