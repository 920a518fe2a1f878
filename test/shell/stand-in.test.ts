import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { projectRoot } from '../support/run-cli.ts';
import { environmentOf } from './support/environment.ts';
import { electronProgram, isRealElectron } from './support/launch-desktop.ts';
import { killGroup } from './support/launch-stand-in.ts';

const folder = join(projectRoot, 'test', 'electron-stand-in');
const typings = readFileSync(join(projectRoot, 'node_modules', 'electron', 'electron.d.ts'), 'utf8');

/** The sources below a folder, in one. */
function sourceOf(...path: string[]): string {
  const below = join(projectRoot, ...path);
  return readdirSync(below, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[jt]s$/.test(name))
    .map((name) => readFileSync(join(below, name), 'utf8'))
    .join('\n');
}

/** What the conformance program says of Electron, or of what stands in for it. */
async function conformanceLines(): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'earshot-conformance-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));
  const program = join(folder, 'conformance');
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const [command, args] = isRealElectron
    ? [electronProgram, [...asRoot, program]]
    : [process.execPath, ['--import', join(folder, 'register.ts'), join(program, 'main.js')]];
  const child = spawn(command, args, {
    env: { ...environmentOf(home), CONFORMANCE_FOLDER: home },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  onTestFinished(() => killGroup(child.pid));
  const [lines] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return lines.replaceAll('\r\n', '\n');
}

test('the conformance program gives the lines that a real Electron has given', async () => {
  expect(await conformanceLines()).toBe(readFileSync(join(folder, 'conformance', 'expected.txt'), 'utf8'));
});

test('what the shell and the preload import of Electron is there in both', () => {
  const used = `${sourceOf('src', 'main', 'electron')}\n${sourceOf('src', 'preload')}`;
  const standIn = sourceOf('test', 'electron-stand-in');
  const names = [...used.matchAll(/import \{([^}]*)\} from 'electron'/g)]
    .flatMap(([, list = '']) => list.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '));
  const code = used.replaceAll(/'[^'\n]*'/g, "''");
  const members = names.flatMap((name) => [
    name,
    ...Array.from(code.matchAll(new RegExp(`(?<![.\\w])${name}\\.(\\w+)`, 'g')), ([, member = '']) => member),
  ]);
  // `on` comes from Node's own emitter.
  const own = new Set(members.filter((name) => name !== 'on'));
  const isIn = (source: string) => (name: string) => new RegExp(`\\b${name}\\b`).test(source);
  expect(own.size).toBeGreaterThan(40);
  expect([...own].filter((name) => !isIn(typings)(name))).toEqual([]);
  expect([...own].filter((name) => !isIn(standIn)(name))).toEqual([]);
});

test('the stand-in tells of nothing that Electron does not tell of', () => {
  const told = sourceOf('test', 'electron-stand-in').matchAll(/\.emit\('([\w-]+)'/g);
  const events = new Set(Array.from(told, ([, event = '']) => event));
  expect(events.size).toBeGreaterThan(15);
  expect([...events].filter((event) => !typings.includes(`event: '${event}'`))).toEqual([]);
});
