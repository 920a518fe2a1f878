import { fileURLToPath } from 'node:url';
import { defineConfig } from 'electron-vite';
import renderer from './vite.renderer.config.ts';

const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The desktop app: main process, preload and page. Packages with files of their own beside the code stay outside. */
export default defineConfig({
  main: {
    build: {
      outDir: fromHere('out/main'),
      emptyOutDir: true,
      target: 'node24',
      sourcemap: true,
      license: { fileName: 'licenses.json' },
      rolldownOptions: {
        input: {
          index: fromHere('src/main/index.ts'),
          'store-worker': fromHere('src/main/core/storage/store-worker.ts'),
        },
        // Electron reads an ES module by the thread pool, which would fix its size before the program can set it.
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name].cjs' },
      },
    },
  },
  preload: {
    build: {
      outDir: fromHere('out/preload'),
      emptyOutDir: true,
      target: 'node24',
      // A sandboxed preload is one file that requires nothing but `electron`.
      externalizeDeps: false,
      rolldownOptions: {
        input: fromHere('src/preload/index.ts'),
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer,
});
