import { beforeAll, expect, test } from 'vitest';
import { CliHome } from '../support/cli-home.ts';
import { programOf, runCli } from '../support/run-cli.ts';
import { drop } from './support/drop.ts';
import { type Launched, launch } from './support/launch.ts';
import { row } from './support/queue.ts';
import { READING, READING_NAME } from './support/recordings.ts';
import { oneLine, wholeText } from './support/transcript.ts';

/** The text of the recording when nothing comes between. */
let undisturbed = '';

beforeAll(async () => {
  const home = CliHome.make();
  const { stdout, exitCode } = await runCli(['transcribe', READING], { home });
  home.remove();
  expect(exitCode).toBe(0);
  undisturbed = oneLine(stdout);
});

/** Adds the recording and opens it; its first words are there and more is to come. */
async function untilWords({ page }: Launched): Promise<void> {
  await page.getByRole('heading', { name: 'Drop recordings here' }).waitFor();
  await drop(page, [READING]);
  await row(page, READING_NAME).click();
  await page.getByRole('list', { name: 'Text' }).getByRole('listitem').first().waitFor();
}

async function expectWholeText({ page }: Launched): Promise<void> {
  await row(page, READING_NAME, /1:52 in /).waitFor();
  expect(await wholeText(page)).toBe(undisturbed);
}

/** Share of the recording that is done, as the row says it. */
async function percent({ page }: Launched): Promise<number> {
  const sentence = (await row(page, READING_NAME).getAttribute('aria-label')) ?? '';
  return Number(/(\d+)%/.exec(sentence)?.[1] ?? Number.NaN);
}

test('a recording that is paused keeps its text, and goes on to the same one', async () => {
  const app = await launch();
  const { page } = app;
  await untilWords(app);
  await row(page, READING_NAME)
    .getByRole('button', { name: /^Pause/ })
    .click();
  await row(page, READING_NAME, /Paused at \d:\d\d/).waitFor();
  expect(await percent(app)).toBeGreaterThan(0);
  await row(page, READING_NAME)
    .getByRole('button', { name: /^Resume/ })
    .click();
  await expectWholeText(app);
});

test('an engine that is killed is started again, and the text is the same', async () => {
  const app = await launch();
  await untilWords(app);
  const engine = app.host.cli.children().find((pid) => !/ffmpeg|node/.test(programOf(pid)));
  expect(engine).toBeDefined();
  process.kill(engine ?? 0, 'SIGKILL');
  await expectWholeText(app);
});

test('a host that is killed and started again goes on where it was; the page says so and finds it', async () => {
  const app = await launch();
  const { page, host, startAgain } = app;
  await untilWords(app);
  await host.kill();
  await page.getByText('Earshot’s queue does not answer.').waitFor();
  // What is known stays readable.
  expect(await page.getByRole('list', { name: 'Text' }).getByRole('listitem').count()).toBeGreaterThan(0);
  const before = await percent(app);

  await startAgain();
  await page.getByText('Earshot’s queue does not answer.').waitFor({ state: 'detached' });
  await page.reload();
  await row(page, READING_NAME).click();
  await page.getByRole('list', { name: 'Text' }).getByRole('listitem').first().waitFor();
  const now = (await row(page, READING_NAME, /1:52 in /).count()) === 1 ? 100 : await percent(app);
  // One part is done again at most; what the bar guessed of it before does not count.
  expect(now).toBeGreaterThanOrEqual(before - 27);
  await expectWholeText(app);
});
