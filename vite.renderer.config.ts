import { fileURLToPath } from 'node:url';
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The page, the same for the desktop app and the browser; electron-vite takes these options as they are. */
export default defineConfig({
  root: fromHere('src/renderer'),
  // Both hosts serve the page at the root of an origin of their own.
  base: './',
  plugins: [react(), tailwind()],
  build: {
    outDir: fromHere('out/renderer'),
    emptyOutDir: true,
    target: 'chrome140',
    license: { fileName: 'licenses.json' },
    // Inlined files would be `data:` addresses, which the content security policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
