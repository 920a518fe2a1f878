import { defineConfig, type Plugin } from 'vite';

/** To Node, what lies in this project is a module; the bundle is none. */
const markedAsCommonJs: Plugin = {
  name: 'marked-as-common-js',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'package.json', source: '{ "type": "commonjs" }\n' });
  },
};

/** Bundles the command line for Node 24. Packages with files of their own beside the code stay outside. */
export default defineConfig({
  plugins: [markedAsCommonJs],
  build: {
    ssr: true,
    target: 'node24',
    outDir: 'out/cli',
    emptyOutDir: true,
    sourcemap: true,
    license: { fileName: 'licenses.json' },
    rolldownOptions: {
      input: {
        main: 'src/main/cli/main.ts',
        'store-worker': 'src/main/core/storage/store-worker.ts',
      },
      // CommonJS: a module that imports one of Node's own has all of it made ready, and so `node:http` brings along `fetch`
      // and what it needs; it cost every start 20 to 30 ms of its 110.
      output: { entryFileNames: '[name].js', format: 'cjs' },
    },
  },
  ssr: { noExternal: true, external: ['better-sqlite3', 'ffmpeg-static'] },
});
