import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeEach, expect, onTestFinished, type TestContext, test } from 'vitest';
import { createLog, type LogOptions, type OwnedLog } from '../../src/main/core/logging/create-log.ts';
import { readLogTail } from '../../src/main/core/logging/read-log-tail.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const suite = suiteFolder();

let folder: string;

beforeEach(async () => {
  folder = join(await mkdtemp(join(suite, 'test-')), 'logs');
});

function openLog(options: Partial<LogOptions> = {}): OwnedLog {
  const log = createLog({ folder, details: false, ...options });
  onTestFinished(() => log.close());
  return log;
}

async function lines(): Promise<Record<string, unknown>[]> {
  return (await readLogTail(folder, 100_000)).map((line): Record<string, unknown> => JSON.parse(line));
}

test('a line says when, how bad, who and what', async () => {
  const log = openLog();
  log.child('engine').warn('engine.restarted', { code: 'engine-hung', states: 2 });
  await log.close();
  expect(await lines()).toEqual([
    {
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      pid: process.pid,
      component: 'engine',
      code: 'engine-hung',
      states: 2,
      event: 'engine.restarted',
    },
  ]);
});

test('lines keep their order, and those of the program before stay', async () => {
  for (const run of [1, 2]) {
    const log = openLog();
    for (let count = 0; count < 50; count += 1) log.info('test.line', { run, count });
    await log.close();
  }
  expect((await lines()).map(({ run, count }) => [run, count])).toEqual(
    [1, 2].flatMap((run) => Array.from({ length: 50 }, (_, count) => [run, count])),
  );
});

test('details can be wanted later, and hold for children too', async () => {
  const log = openLog();
  const child = log.child('queue');
  child.info('job.added', { file: '/nowhere/talk.mp3' });
  log.showDetails(true);
  child.info('job.added', { file: '/nowhere/talk.mp3' });
  await log.close();
  expect((await lines()).map(({ file }) => file)).toEqual([
    expect.stringMatching(/^path:/),
    '/nowhere/talk.mp3',
  ]);
});

test('the log is nobody else’s to read', async () => {
  const log = openLog();
  log.info('test.line');
  await log.close();
  expect((await stat(join(folder, 'earshot.log'))).mode & 0o077).toBe(0);
});

test('full files are put aside, and the oldest go', async () => {
  const log = openLog({ size: '1K' });
  for (let count = 0; count < 200; count += 1) log.info('test.line', { count });
  await log.close();
  expect((await readdir(folder)).toSorted()).toEqual([
    'earshot.1.log',
    'earshot.2.log',
    'earshot.3.log',
    'earshot.4.log',
    'earshot.log',
  ]);
  const counts = (await lines()).map(({ count }) => Number(count));
  expect(counts.at(-1)).toBe(199);
  expect(counts).toEqual(counts.map((_, index) => (counts[0] ?? 0) + index));
  expect(counts[0]).toBeGreaterThan(0);
});

test('the tail goes back into older files, and no further than wanted', async () => {
  const log = openLog({ size: '1K' });
  for (let count = 0; count < 30; count += 1) log.info('test.line', { count });
  await log.close();
  const tail = await readLogTail(folder, 20);
  expect(tail.map((line) => JSON.parse(line).count)).toEqual(
    Array.from({ length: 20 }, (_, index) => index + 10),
  );
  expect(await readLogTail(folder, 0)).toEqual([]);
});

test('the tail of a long file begins with a whole line', async () => {
  await mkdir(folder);
  const long = Array.from({ length: 40_000 }, (_, count) => JSON.stringify({ count, fill: 'x'.repeat(40) }));
  await writeFile(join(folder, 'earshot.log'), `${long.join('\n')}\n`);
  const tail = await readLogTail(folder, 100_000);
  expect(tail.length).toBeGreaterThan(1000);
  expect(tail.length).toBeLessThan(40_000);
  expect(tail).toEqual(long.slice(-tail.length));
});

test('without a log there is no tail', async () => {
  expect(await readLogTail(join(folder, 'nowhere'), 10)).toEqual([]);
});

test('nothing comes out of a field that cannot be read', async () => {
  const log = openLog();
  const trap = {
    get code(): string {
      throw new Error('the field is broken');
    },
  };
  expect(() => trap.code).toThrow('broken');
  expect(() => log.info('test.line', trap)).not.toThrow();
  log.info('test.line', { count: 1 });
  await log.close();
  expect(await lines()).toMatchObject([{ count: 1 }]);
});

test('a file where the folder should be stops nobody, and the log begins when it is gone', async () => {
  await writeFile(folder, 'mine');
  const log = openLog();
  log.info('test.line', { count: 1 });
  await log.close();
  expect(await readFile(folder, 'utf8')).toBe('mine');
  await rm(folder);
  const next = openLog();
  next.info('test.line', { count: 2 });
  await next.close();
  expect(await lines()).toMatchObject([{ count: 2 }]);
});

test('a folder that is removed meanwhile stops nobody', async () => {
  const log = openLog({ size: '1K' });
  log.info('test.line', { count: 0 });
  await log.flush();
  await rm(folder, { recursive: true });
  for (let count = 1; count < 50; count += 1) log.info('test.line', { count });
  await log.close();
  expect((await lines()).at(-1)).toMatchObject({ count: 49 });
});

/** Mounts a small file system of its own, unmounted after the test; skips where this is not allowed. */
async function mountSmallDisk(context: TestContext, options: string): Promise<void> {
  await mkdir(folder);
  const mounted = await execa('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { reject: false });
  if (mounted.failed)
    context.skip(`cannot mount a small disk here: ${mounted.stderr ?? mounted.shortMessage}`);
  onTestFinished(async () => void (await execa('umount', [folder])));
}

test('a full disk costs lines, which are counted when there is space again', async (context) => {
  await mountSmallDisk(context, 'size=64k');
  const log = openLog();
  log.info('test.before');
  await log.flush();
  const ballast = writeFile(join(folder, 'ballast'), Buffer.alloc(256 * 1024));
  await expect(ballast).rejects.toMatchObject({ code: 'ENOSPC' });
  for (let count = 0; count < 400; count += 1) log.info('test.on-full-disk', { count });
  await log.flush();
  await rm(join(folder, 'ballast'));
  log.info('test.after');
  await log.close();
  const events = (await readLogTail(folder, 10_000)).flatMap(parsed);
  const kept = events.filter(({ event }) => event === 'test.on-full-disk').length;
  expect(events.at(0)).toMatchObject({ event: 'test.before' });
  expect(events.at(-1)).toMatchObject({ event: 'test.after' });
  // The half line at the place where the disk was full counts as neither.
  expect(events.at(-2)).toMatchObject({ event: 'log.lost', level: 'warn', lines: expect.any(Number) });
  expect(Number(events.at(-2)?.['lines']) + kept).toBeGreaterThanOrEqual(399);
  expect(kept).toBeLessThan(400);
});

/** A line that the full disk has cut is none. */
function parsed(line: string): Record<string, unknown>[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}

test('a read-only disk stops nobody', async (context) => {
  await mountSmallDisk(context, 'size=64k,ro');
  const log = openLog();
  for (let count = 0; count < 10; count += 1) log.error('test.line', { error: new Error('broken') });
  await log.close();
  expect(await readdir(folder)).toEqual([]);
});

test('what comes after the end is dropped', async () => {
  const log = openLog();
  log.info('test.line', { count: 1 });
  await log.close();
  log.info('test.line', { count: 2 });
  await log.close();
  expect(await lines()).toMatchObject([{ count: 1 }]);
});

test('lines go to standard error as well where that is wanted', async () => {
  const createLogModule = new URL('../../src/main/core/logging/create-log.ts', import.meta.url).href;
  const script = `
    const { createLog } = await import(${JSON.stringify(createLogModule)});
    const log = createLog({ folder: process.argv[1], details: false, stderr: true });
    log.info('test.line', { count: 1 });
    await log.close();`;
  const run = await execa(process.execPath, ['--input-type=module', '-e', script, folder]);
  expect(JSON.parse(run.stderr)).toMatchObject({ event: 'test.line', count: 1 });
  expect(await lines()).toHaveLength(1);
});
