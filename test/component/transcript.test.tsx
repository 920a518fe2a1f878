import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { JobView } from '../../src/shared/contract/job.ts';
import { expectAccessible } from './support/expect-accessible.ts';
import type { MemoryBridge } from './support/memory-bridge.ts';
import { INTERVIEW_REVIEW, jfkBridge, type Reading, readingBridge } from './support/reading-bridge.ts';
import { renderApp } from './support/render-app.tsx';
import { sampleFailure, uidOf } from './support/sample-jobs.ts';
import { INTERVIEW, longText, segmentsOf } from './support/sample-text.ts';

const RUNNING = { state: 'running', stage: 'transcribing' } as const;
const text = page.getByRole('list', { name: 'Text' });
const scroller = (): Element => text.element().parentElement ?? document.body;
const word = (name: string) => text.getByText(name, { exact: true });

/** Opens the first job and waits for its text. */
async function openText(bridge: MemoryBridge) {
  // The place at which the text of another test was left.
  sessionStorage.clear();
  const rendered = await renderApp(bridge);
  await expect.element(page.getByRole('row').first()).toBeVisible();
  await rendered.app.actions.open(uidOf(1));
  return rendered;
}

function openReading(reading: Partial<Reading> = {}) {
  const bridge = readingBridge({ segments: segmentsOf(INTERVIEW), ...reading });
  return openText(bridge).then((rendered) => ({ bridge, ...rendered }));
}

/** A sentence as the queue tells it while a job runs. */
function said(sequence: number, sentence: string, startMs: number) {
  const segments = segmentsOf([{ sentences: [sentence], startMs }]).map((segment) => ({
    ...segment,
    id: `m-${sequence}-0`,
  }));
  return { kind: 'job-segments' as const, uid: uidOf(1), revision: 1, sequence, segments };
}

function distanceFromEnd(): number {
  const { scrollHeight, clientHeight, scrollTop } = scroller();
  return Math.round(scrollHeight - clientHeight - scrollTop);
}

function firstJob(bridge: MemoryBridge): JobView {
  const job = bridge.jobs.get(uidOf(1));
  if (job === undefined) throw new Error('There is one.');
  return job;
}

test('a text stands in paragraphs by pauses, each with its time, below what it is and what made it', async () => {
  await openReading();

  await expect.element(page.getByRole('heading', { name: 'Interview with Ada' })).toBeVisible();
  await expect
    .element(page.getByText('English · 2:56 · Balanced · base on CPU, 6.1 × real time'))
    .toBeVisible();
  const second = text.getByRole('listitem').nth(1);
  await expect.element(second).toMatchTextContent(/^0:41I was seventeen when I saw the drawings\./);
  await expect.element(second.getByRole('button', { name: 'Play from 0:41' })).toBeVisible();
});

test('live text is followed until the reader scrolls, and again when they wish', async () => {
  const { bridge } = await openReading({ segments: longText(1200), status: RUNNING, durationMs: 3_000_000 });
  await expect.element(word('Carried').first()).toBeInTheDocument();
  await expect.poll(distanceFromEnd).toBe(0);

  bridge.tell(said(500, 'And this is the newest sentence of all.', 900_000));
  await expect.element(word('newest')).toBeVisible();
  await expect.poll(distanceFromEnd).toBe(0);

  await userEvent.wheel(text.element(), { delta: { y: -600 } });
  await expect.element(page.getByRole('button', { name: 'Follow' })).toBeVisible();
  const leftAt = scroller().scrollTop;
  bridge.tell(said(501, 'Nobody who reads above is disturbed by this.', 960_000));
  bridge.tell(said(502, 'Nor by this.', 990_000));
  await expect.poll(distanceFromEnd).toBeGreaterThan(500);
  expect(scroller().scrollTop).toBe(leftAt);

  await page.getByRole('button', { name: 'Follow' }).click();
  await expect.poll(distanceFromEnd).toBe(0);
  await expect.element(page.getByRole('button', { name: 'Follow' })).not.toBeInTheDocument();
});

test('a part that is finished late comes in above without moving what is being read', async () => {
  const all = longText(3000);
  const { bridge } = await openReading({ segments: all.slice(100), status: RUNNING, durationMs: 3_000_000 });
  await expect.poll(distanceFromEnd).toBe(0);
  await userEvent.wheel(text.element(), { delta: { y: -900 } });
  await expect.element(page.getByRole('button', { name: 'Follow' })).toBeVisible();
  await new Promise((resolve) => requestAnimationFrame(resolve));
  const read = text
    .getByRole('listitem')
    .elements()
    .find((item) => item.getBoundingClientRect().top > scroller().getBoundingClientRect().top);
  const placeOf = () =>
    Math.round(
      document.querySelector(`[data-key="${read?.getAttribute('data-key')}"]`)?.getBoundingClientRect().top ??
        -1,
    );
  const before = placeOf();

  bridge.tell({
    kind: 'job-segments',
    uid: uidOf(1),
    revision: 1,
    sequence: 9000,
    segments: all.slice(0, 100),
  });

  await expect.poll(() => Number(read?.isConnected)).toBe(1);
  await expect.poll(placeOf).toBe(before);
});

test('a word that is clicked is heard from there on, and the spoken word is marked', async () => {
  await openText(jfkBridge());

  await word('country').first().click();

  await expect.element(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  await expect.poll(() => document.querySelector('[data-spoken]')?.textContent).toBe('country');
  // It goes on with the sound; a busy machine may be late for the next word, and sees one of those after it.
  await expect
    .poll(() => document.querySelector('[data-spoken]')?.textContent, { timeout: 10_000 })
    .toMatch(/^(can|do|for|you,|ask|what)$/);
  document.querySelector<HTMLElement>('[role=listitem][tabindex="0"]')?.focus();
  await userEvent.keyboard(' ');
  await expect.element(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
});

test('the keyboard goes through the text by paragraph and by word, and through the sound', async () => {
  await openReading();
  await expect.element(word('Welcome')).toBeVisible();
  document.querySelector<HTMLElement>('[role=listitem][tabindex="0"]')?.focus();

  await userEvent.keyboard('{ArrowDown}{ArrowDown}');
  await expect.element(text.getByRole('listitem').nth(2)).toHaveFocus();
  await userEvent.keyboard('{End}');
  await expect.poll(() => document.activeElement?.textContent).toMatch(/Nobody noticed/);
  await userEvent.keyboard('{Home}');
  await expect.poll(() => document.activeElement?.textContent).toMatch(/Welcome/);

  const place = page.getByRole('slider', { name: 'Place in the recording' });
  await userEvent.keyboard('{ArrowRight}');
  await expect.element(place).toHaveAttribute('aria-valuetext', '0:05 of 2:56');
  await userEvent.keyboard('{Control>}{ArrowRight}{/Control}');
  await expect.poll(() => document.querySelector('[data-spoken]')?.textContent).toBe('them');
  await userEvent.keyboard('>');
  await expect.element(page.getByRole('combobox', { name: 'Speed' })).toHaveValue('1.25');
});

test('words are found across a text of which little is on the screen, and Escape leads back to it', async () => {
  await openReading({
    segments: [
      ...longText(20_000),
      ...segmentsOf([{ sentences: ['The very last word is zebra.'], startMs: 9e6 }]),
    ],
  });
  await expect.element(text.getByRole('listitem').first()).toBeVisible();

  await userEvent.keyboard('f');
  await userEvent.keyboard('ZEBRA');

  await expect.element(page.getByText('1 of 1')).toBeVisible();
  await expect.element(word('zebra.')).toBeVisible();
  await expect
    .poll(() => [...(CSS.highlights.get('earshot-found-now') ?? [])].map(String))
    .toEqual(['zebra']);

  await userEvent.clear(page.getByRole('textbox', { name: 'Find in this text' }));
  await userEvent.keyboard('wheel{Enter}');
  await expect.element(page.getByText(/^\d+ of 1,\d{3}$/)).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(page.getByRole('textbox', { name: 'Find in this text' })).not.toBeInTheDocument();
  expect(document.activeElement?.getAttribute('role')).toBe('listitem');
  expect(CSS.highlights.get('earshot-found')?.size).toBe(0);
});

test('doubtful spots are marked with their reason, and walked one after the other', async () => {
  const { bridge } = await openReading({ review: INTERVIEW_REVIEW, status: { state: 'completed', gaps: 1 } });

  await page.getByRole('button', { name: '3 spots to check' }).click();
  const bar = page.getByRole('region', { name: '3 spots to check' });
  await expect
    .element(bar)
    .toMatchTextContent('1 of 3 · 0:44Hard to make out The words were hard to make out.');
  expect(
    [...document.querySelectorAll('[data-doubtful=now]')].map(({ textContent }) => textContent),
  ).toContain('machine');

  await userEvent.keyboard('{ArrowDown}');
  await expect.element(bar).toMatchTextContent('2 of 3 · 1:20Not transcribed');
  await bar.getByRole('button', { name: 'Previous spot' }).click();
  await userEvent.keyboard('{Escape}');
  await expect.element(bar).not.toBeInTheDocument();

  await text.getByRole('button', { name: '1 spot to check' }).first().click();
  await expect.element(page.getByRole('dialog')).toMatchTextContent('0:44Hard to make out');
  await userEvent.keyboard('{Escape}');

  const gap = text.getByRole('listitem').filter({ hasText: 'No text from here to 1:41' });
  await gap.getByRole('button', { name: 'Try again' }).click();
  expect(bridge.askedOf('jobs.retry')).toEqual([{ jobs: { uids: [uidOf(1)] } }]);
});

test('a failure says where it stopped and what helps; the text that exists can be read and taken along', async () => {
  const failure = sampleFailure('out-of-memory', 'Memory did not suffice for the model.');
  const bridge = readingBridge({
    segments: segmentsOf(INTERVIEW),
    status: { state: 'failed', failure },
    doneMs: 172_000,
    durationMs: 3_484_000,
  });
  const model = { kind: 'whisper', license: 'MIT', origin: '', state: 'present' } as const;
  bridge.answer('models.list', () => ({
    models: [
      { ...model, id: 'base', name: 'Base', file: 'base.bin', sizeBytes: 148e6 },
      { ...model, id: 'tiny', name: 'Tiny', file: 'tiny.bin', sizeBytes: 78e6 },
    ],
  }));
  const { trace } = await openText(bridge);

  await expect.element(page.getByText(/It stopped at 2:52 of 58:04\./)).toBeVisible();
  await expect.element(word('Welcome')).toBeVisible();
  await page.getByText('Details', { exact: true }).click();
  await page.getByRole('button', { name: 'Copy details' }).click();
  expect(trace.clipboard.at(-1)).toContain('out-of-memory: what the tools said');

  await page.getByRole('button', { name: 'Use Tiny instead' }).click();
  expect(bridge.askedOf('jobs.redo')).toEqual([{ jobs: { uids: [uidOf(1)] }, options: { model: 'tiny' } }]);
  const pane = page.getByRole('article');
  await pane.getByRole('button', { name: 'Try again' }).click();
  expect(bridge.askedOf('jobs.retry')).toHaveLength(1);
  await pane.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect.poll(() => trace.clipboard.at(-1)).toContain('Nobody noticed for a hundred years.');
});

test('several formats are saved at once, after a look at how they begin', async () => {
  localStorage.removeItem('earshot.export');
  const { trace } = await openReading();
  await expect.element(word('Welcome')).toBeVisible();

  await userEvent.keyboard('e');
  await expect
    .element(page.getByLabelText('How it begins: Plain text'))
    .toMatchTextContent('0 → txt Welcome back.');
  await page.getByRole('checkbox', { name: /SubRip/ }).click();
  await expect.element(page.getByLabelText('How it begins: SubRip subtitles')).toMatchTextContent('0 → srt');
  await page.getByRole('button', { name: 'Save 2 files' }).click();

  await expect.poll(() => trace.downloads).toEqual(['Interview with Ada.txt', 'Interview with Ada.srt']);
});

test('a recording that cannot be played says why and what helps, and its text stays', async () => {
  const bridge = readingBridge({ segments: segmentsOf(INTERVIEW) });
  const missing = 'missing0000000000000';
  const failure = sampleFailure('file-not-found', 'There is no file Interview with Ada.m4a.');
  bridge.answer('media.check', () => ({ ok: false, error: failure }));
  bridge.jobs.set(missing, { ...firstJob(bridge), uid: missing });
  const { app } = await renderApp(bridge);
  await expect.element(page.getByRole('row').first()).toBeVisible();
  await app.actions.open(missing);

  await page.getByRole('button', { name: 'Play', exact: true }).click();

  const alert = page.getByRole('alert');
  await expect
    .element(alert)
    .toMatchTextContent(/^There is no file Interview with Ada\.m4a\. Put it back where it was, or say where/);
  await expect.element(alert.getByRole('button', { name: 'Locate…' })).toBeVisible();
  await expect.element(word('Welcome')).toBeVisible();

  // What is there, and cannot be played all the same, is not to be looked for.
  bridge.answer('media.check', () => ({}));
  await alert.getByRole('button', { name: 'Try again' }).click();
  await expect.element(alert).toMatchTextContent(/^This recording cannot be played here\./);
  await expect.element(alert.getByRole('button', { name: 'Locate…' })).not.toBeInTheDocument();
});

test('the sound goes on while somebody looks at something else, and leads back to its text', async () => {
  const { app } = await openText(jfkBridge());
  await word('country').first().click();
  await expect.element(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();

  await userEvent.keyboard(',');
  await expect.element(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  await userEvent.keyboard(' ');
  await expect.element(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await expectAccessible();

  await page.getByRole('button', { name: 'Listening to Inaugural address' }).click();
  await expect.element(word('country').first()).toBeVisible();
  await expect.element(page.getByRole('button', { name: /^Listening/ })).not.toBeInTheDocument();

  await app.actions.open(null);
  await expect.element(page.getByRole('region', { name: 'Player' })).not.toBeInTheDocument();
});

test('a player that nobody has used is not in the way elsewhere', async () => {
  const { app } = await openReading();
  await expect.element(page.getByRole('region', { name: 'Player' })).toBeVisible();

  app.actions.show('settings');
  await expect.element(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await expect.element(page.getByRole('region', { name: 'Player' })).not.toBeInTheDocument();
});

test('a reader who was elsewhere finds their place again', async () => {
  const { app } = await openReading({ segments: longText(5000) });
  await expect.element(text.getByRole('listitem').first()).toBeVisible();
  await userEvent.wheel(text.element(), { delta: { y: 4000 } });
  await expect.poll(() => Math.round(scroller().scrollTop)).toBeGreaterThan(3000);
  const shown = () =>
    text
      .getByRole('listitem')
      .elements()
      .find((item) => item.getBoundingClientRect().bottom > scroller().getBoundingClientRect().top + 12)
      ?.getAttribute('data-key');
  const read = shown();

  app.actions.show('health');
  await expect.element(text).not.toBeInTheDocument();
  app.actions.show('queue');

  await expect.poll(shown).toBe(read);
});

test('new text is read out to those who have asked for it, and what was there before is not', async () => {
  const bridge = readingBridge({ segments: longText(120), status: RUNNING, durationMs: 3_000_000 });
  await openText(bridge);
  await expect.element(word('Carried').first()).toBeInTheDocument();
  const told = () =>
    [...document.querySelectorAll('[aria-live=polite]')].map(({ textContent }) => textContent).join('');
  bridge.tell(said(500, 'Nobody has asked for this.', 900_000));
  await expect.element(word('Nobody')).toBeInTheDocument();
  expect(told()).not.toContain('Nobody');

  const { appearance } = bridge.preferences;
  bridge.preferences = { ...bridge.preferences, appearance: { ...appearance, announcesText: true } };
  bridge.tell({ kind: 'queue-changed' });
  await expect.poll(() => document.querySelectorAll('article [aria-live=polite]').length).toBe(1);
  bridge.tell(said(501, 'This is the next phrase.', 960_000));

  await expect.poll(told).toContain('This is the next phrase.');
  expect(told()).not.toContain('Nobody');
});

test('fifty thousand words are open at once, and few of them exist', async () => {
  await openReading({ segments: longText(50_000) });
  await expect.element(text.getByRole('listitem').first()).toBeVisible();

  expect(document.querySelectorAll('[data-word]').length).toBeLessThan(2000);
  document.querySelector<HTMLElement>('[role=listitem][tabindex="0"]')?.focus();
  await userEvent.keyboard('{End}');
  await expect
    .poll(() => document.activeElement?.getAttribute('aria-posinset'))
    .toBe(document.activeElement?.getAttribute('aria-setsize'));
});

test('markup is text, and every paragraph has its own language and direction', async () => {
  await openReading({
    title: '<img src=x onerror=alert(1)>.mp3',
    segments: segmentsOf([
      { sentences: ['مرحبا بكم.'], startMs: 0, language: 'ar', speaker: 'ليلى' },
      { sentences: ['<b>Bold</b> & <script>alert(1)</script>'], startMs: 20_000, speaker: '<i>Tom</i>' },
    ]),
  });

  await expect.element(page.getByRole('heading', { name: '<img src=x onerror=alert(1)>' })).toBeVisible();
  await expect.element(text.getByText('<i>Tom</i>')).toBeVisible();
  await expect.element(text).toMatchTextContent('<b>Bold</b> & <script>alert(1)</script>');
  const arabic = document.querySelector('p[lang=ar]');
  expect(arabic && getComputedStyle(arabic).direction).toBe('rtl');
});

test('what has no text says why, in every state', async () => {
  const none = { segments: [], durationMs: 60_000 };
  const { bridge } = await openReading({ ...none, status: { state: 'queued', position: 1 }, doneMs: 0 });
  bridge.answer('transcript.get', () => ({
    ok: false,
    error: sampleFailure('job-not-found', 'No text yet.'),
  }));
  const job = firstJob(bridge);
  const become = (status: typeof job.status) => bridge.tell({ kind: 'job-changed', job: { ...job, status } });
  const pane = page.getByRole('article');
  await expect.element(pane.getByText(/^The text appears here as soon as/)).toBeVisible();

  become(RUNNING);
  await expect.element(pane.getByText('The first words come in a moment.')).toBeVisible();
  become({ state: 'failed', failure: sampleFailure('no-audio-track', 'It has no sound track.') });
  await expect.element(pane.getByText('It has no sound track.', { exact: true })).toBeVisible();
  become({ state: 'completed', gaps: 0 });
  await expect.element(pane.getByText('No speech was found')).toBeVisible();
  await pane.getByRole('button', { name: 'Try “Most accurate”' }).click();
  expect(bridge.askedOf('jobs.redo')).toEqual([
    { jobs: { uids: [uidOf(1)] }, options: { quality: 'accurate' } },
  ]);
});

test.each(['light', 'dark'] as const)('axe finds nothing in an open text in the %s theme', async (theme) => {
  const bridge = readingBridge({
    segments: segmentsOf(INTERVIEW),
    review: INTERVIEW_REVIEW,
    status: { state: 'failed', failure: sampleFailure('engine-crashed', 'The engine stopped.') },
    warnings: ['The end of the recording is cut off.'],
  });
  bridge.preferences = { ...bridge.preferences, appearance: { ...bridge.preferences.appearance, theme } };
  await openText(bridge);
  await expect.element(word('Welcome')).toBeVisible();

  await page.getByRole('button', { name: '3 spots to check' }).click();
  await expectAccessible();
  await page.getByRole('button', { name: 'Export' }).click();
  await expect.element(page.getByLabelText('How it begins: Plain text')).toBeVisible();
  await expectAccessible();
});
