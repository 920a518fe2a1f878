// Who may import whom in `src`, as a rule of oxlint. A built-in one takes patterns for names, misses `import()` and would
// say the same for each folder again; this one is a table.
import { realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

const root = join(import.meta.dirname, '..');

/**
 * A file may import its own folder, and what any line that fits it names. `a/` is a folder with everything below it, `a/*`
 * the files in it, and `node:` all of Node but `node:module`; `type` stands before what may be imported for its types
 * only. What fits no line may import nothing.
 */
const MAY_IMPORT = {
  'src/shared/': ['zod'],

  'src/main/core/': ['src/shared/', 'node:'],
  'src/main/core/api/': ['src/main/core/events/', 'src/main/core/process/', 'ws', 'zod'],
  'src/main/core/desktop/': [
    'type src/main/core/api/',
    'src/main/core/media/media-extensions.ts',
    'src/main/core/page/',
    'zod',
  ],
  'src/main/core/engine/': ['src/main/core/process/', 'zod'],
  'src/main/core/events/': [],
  'src/main/core/export/': [
    'src/main/core/process/remove-at-exit.ts',
    'src/main/core/transcription/compression-ratio.ts',
  ],
  'src/main/core/logging/': ['pino', 'rotating-file-stream'],
  'src/main/core/media/': ['src/main/core/process/', 'zod'],
  // The bundle leaves `ffmpeg-static` out, and an app without it must still start.
  'src/main/core/media/ffmpeg-static-path.ts': ['node:module'],
  'src/main/core/models/': ['src/main/core/export/publish-file.ts', 'zod'],
  'src/main/core/page/': ['src/main/core/api/', 'src/main/core/export/', 'src/main/core/logging/', 'zod'],
  'src/main/core/process/': ['type src/main/core/storage/'],
  'src/main/core/process/owner-lock.ts': ['better-sqlite3'],
  'src/main/core/queue/': ['src/main/core/'],
  'src/main/core/storage/': [
    'src/main/core/process/',
    'type src/main/core/transcription/',
    'better-sqlite3',
    'zod',
  ],
  'src/main/core/storage/app-folders.ts': ['env-paths'],
  'src/main/core/transcription/': [
    'src/main/core/engine/',
    'src/main/core/process/',
    'type src/main/core/media/',
  ],

  // The parts are put together here, and nowhere else.
  'src/main/*': ['src/main/core/', 'src/shared/', 'node:'],
  'src/main/page-host.ts': ['src/main/health/'],
  'src/main/serve-pages.ts': ['src/main/headless/'],
  'src/main/index.ts': ['src/main/electron/'],

  'src/main/health/': ['type src/main/*', 'src/main/core/', 'src/shared/', 'node:'],

  // Pages for browsers: gets everything handed in that only the composition has.
  'src/main/headless/': ['src/main/core/', 'src/shared/', '@hono/node-server', 'hono', 'ws', 'zod', 'node:'],

  'src/main/cli/': [
    'src/main/*',
    'src/main/health/',
    'src/main/core/',
    'src/shared/',
    'package.json',
    'commander',
    'log-update',
    'node:',
  ],

  // The only places that know Electron. The preload is sandboxed: nothing of Node.
  'src/main/electron/': [
    'src/main/*',
    'src/main/core/',
    'src/shared/',
    'package.json',
    'electron',
    'zod',
    'node:',
  ],
  'src/preload/': ['src/shared/contract/shell-channels.ts', 'type src/shared/', 'electron'],

  // Runs in a browser: nothing of Node, and of the program behind it only what crosses the boundary.
  'src/renderer/src/': [
    'src/shared/',
    '@atlaskit/pragmatic-drag-and-drop',
    '@tanstack/react-virtual',
    'file-selector',
    'i18next',
    'lucide-react',
    'radix-ui',
    'react',
    'react-dom',
    'react-i18next',
    'wavesurfer.js',
    'zod',
    'zustand',
  ],
};

/** @returns whether a path or the name of a package is meant by a key or an entry of the table */
function isMeant(name, by) {
  if (by.endsWith('/*')) return dirname(name) === by.slice(0, -2);
  if (by === 'node:') return name.startsWith(by) && name !== 'node:module';
  return by.endsWith('/') ? name.startsWith(by) : name === by;
}

function isAllowed(importer, name, isType) {
  const lines = Object.keys(MAY_IMPORT).filter((line) => isMeant(importer, line));
  const own = lines.filter((line) => line !== 'src/main/core/' && !line.endsWith('.ts'));
  const entries = lines.flatMap((line) => MAY_IMPORT[line]);
  const types = isType ? entries.map((entry) => entry.replace(/^type /, '')) : [];
  return [...own, ...entries, ...types].some((entry) => isMeant(name, entry));
}

/** A relative import as the path from the root; a package, also `package/file`, by the name of the package. */
function nameOf(specifier, file) {
  if (specifier.startsWith('.')) return withSlashes(relative(root, join(dirname(file), specifier)));
  if (specifier.startsWith('node:')) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function withSlashes(path) {
  return path.replaceAll(sep, '/');
}

/** `import type …` and `import { type A, type B } …`. */
function isTypeOnly({ importKind, exportKind, specifiers = [] }) {
  if (importKind === 'type' || exportKind === 'type') return true;
  const kinds = specifiers.map((one) => one.importKind ?? one.exportKind);
  return kinds.length > 0 && kinds.every((kind) => kind === 'type');
}

const importRules = {
  create(context) {
    const file = realpathSync(context.filename);
    const importer = withSlashes(relative(root, file));
    const check = (node, source, isType) => {
      if (typeof source?.value !== 'string') {
        context.report({ node, message: 'What is imported must stand here by its name.' });
      } else if (!isAllowed(importer, nameOf(source.value, file), isType)) {
        const message = `${importer} may not import ${source.value}: see scripts/import-rules.mjs.`;
        context.report({ node, message });
      }
    };
    return {
      ImportDeclaration: (node) => check(node, node.source, isTypeOnly(node)),
      ExportAllDeclaration: (node) => check(node, node.source, isTypeOnly(node)),
      ExportNamedDeclaration: (node) => {
        if (node.source !== null) check(node, node.source, isTypeOnly(node));
      },
      ImportExpression: (node) => check(node, node.source, false),
    };
  },
};

export default { meta: { name: 'earshot' }, rules: { 'import-rules': importRules } };
