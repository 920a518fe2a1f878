import { defineConfig, mergeConfig } from 'vite';
import renderer from '../../../vite.renderer.config.ts';
import { soundServer } from '../support/sound-server.ts';

/** Serves the gallery: `vite --config test/component/gallery/vite.config.ts`. */
export default mergeConfig(
  renderer,
  defineConfig({ root: import.meta.dirname, plugins: [soundServer()], server: { port: 5199 } }),
);
