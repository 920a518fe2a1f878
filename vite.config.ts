import { defineConfig } from 'vite';

/** Bundles the command line for Node 24. Packages with files of their own beside the code stay outside. */
export default defineConfig({
  build: {
    ssr: true,
    target: 'node24',
    outDir: 'out/cli',
    emptyOutDir: true,
    sourcemap: true,
    rolldownOptions: {
      input: {
        main: 'src/main/cli/main.ts',
        'store-worker': 'src/main/core/storage/store-worker.ts',
      },
      output: { entryFileNames: '[name].js', format: 'es' },
    },
  },
  ssr: { noExternal: true, external: ['better-sqlite3', 'ffmpeg-static'] },
});
