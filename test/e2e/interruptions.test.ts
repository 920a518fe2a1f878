import { basename } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { CliHome } from '../support/cli-home.ts';
import { temporaryFolder } from '../support/make-media.ts';
import { programOf, runCli } from '../support/run-cli.ts';
import { drop } from './support/drop.ts';
import { type Launched, launch } from './support/launch.ts';
import { row } from './support/queue.ts';
import { READING, READING_NAME, repeatedReading } from './support/recordings.ts';
import { oneLine, shownText, wholeText } from './support/transcript.ts';

/** The text of the recording when nothing comes between. */
let undisturbed = '';

beforeAll(async () => {
  undisturbed = await textOf(READING);
});

async function textOf(recording: string): Promise<string> {
  const home = CliHome.make();
  const { stdout, exitCode } = await runCli(['transcribe', recording], { home });
  home.remove();
  if (exitCode !== 0) throw new Error(`The undisturbed run ended with ${exitCode}.`);
  return oneLine(stdout);
}

/** Adds the recording and opens it; its first words are there and more is to come. */
async function untilWords({ page }: Launched, recording = READING): Promise<void> {
  await page.getByRole('heading', { name: 'Drop recordings here' }).waitFor();
  await drop(page, [recording]);
  await row(page, basename(recording)).click();
  await page.getByRole('list', { name: 'Text' }).getByRole('listitem').first().waitFor();
}

async function expectWholeText({ page }: Launched): Promise<void> {
  await row(page, READING_NAME, /1:52 in /).waitFor();
  expect(await wholeText(page)).toBe(undisturbed);
}

function engineOf({ host }: Launched): number {
  const engine = host.cli.children().find((pid) => programOf(pid).includes('whisper-runner'));
  if (engine === undefined) throw new Error('No engine is there.');
  return engine;
}

test('a recording that is paused keeps its text, and goes on to the same one', async () => {
  const app = await launch();
  const { page } = app;
  await untilWords(app);
  await row(page, READING_NAME)
    .getByRole('button', { name: /^Pause/ })
    .click();
  await row(page, READING_NAME, /Paused at \d:\d\d, [1-9]\d?%/).waitFor();
  const kept = await shownText(page);
  expect(kept.split(' ').length).toBeGreaterThan(10);
  await row(page, READING_NAME)
    .getByRole('button', { name: /^Resume/ })
    .click();
  await expectWholeText(app);
  expect(undisturbed).toContain(kept);
});

test('an engine that is killed is started again, and the text is the same', async () => {
  const app = await launch();
  await untilWords(app);
  const killed = engineOf(app);
  process.kill(killed, 'SIGKILL');
  await expectWholeText(app);
  // It was needed: another one has done the rest.
  expect(engineOf(app)).not.toBe(killed);
});

/** So much of it there must be before its host is killed: a start from nothing could not be taken for going on. */
const ENOUGH_SECONDS = 150;
/** The longest part there is, which may have to be done again. */
const PART_SECONDS = 30;

/** How much of the recording is done, as its row says it. */
async function doneSeconds({ page }: Launched, name: string): Promise<number> {
  const sentence = (await row(page, name).getAttribute('aria-label')) ?? '';
  const [, minutes, seconds] = /Transcribing (\d+):(\d\d) of /.exec(sentence) ?? [];
  return Number(minutes) * 60 + Number(seconds);
}

test('a host that is killed and started again goes on where it was; the page says so and finds it', async () => {
  const name = 'three.flac';
  const recording = repeatedReading(await temporaryFolder(), name, 3);
  const whole = await textOf(recording);
  const app = await launch();
  const { page, host, startAgain } = app;
  await untilWords(app, recording);
  await expect.poll(() => doneSeconds(app, name), { interval: 100 }).toBeGreaterThanOrEqual(ENOUGH_SECONDS);
  await host.kill();
  await page.getByText('Earshot’s queue does not answer.').waitFor();
  // What is known stays readable.
  const kept = await shownText(page);
  expect(kept.split(' ').length).toBeGreaterThan(50);
  const before = await doneSeconds(app, name);

  await startAgain();
  await page.getByText('Earshot’s queue does not answer.').waitFor({ state: 'detached' });
  await page.reload();
  await row(page, name, /Transcribing/).click();
  expect(await doneSeconds(app, name)).toBeGreaterThanOrEqual(before - PART_SECONDS);
  await row(page, name, /left/).waitFor();
  await row(page, name, /5:3\d in /).waitFor();
  const text = await wholeText(page);
  expect(text).toBe(whole);
  expect(text).toContain(kept);
});
