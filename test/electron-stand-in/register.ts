import { registerHooks } from 'node:module';

// `node --import register.ts out/main/index.cjs`: from here on, `electron` is the stand-in, for the bundle as it was built.
const standIn = new URL('./electron.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: standIn, format: 'module', shortCircuit: true }
      : next(specifier, context),
});

// Electron started with the folder of an app: the command line has that folder where Node has its script.
Object.assign(process, { defaultApp: true, type: 'browser' });
