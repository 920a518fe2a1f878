import axe from 'axe-core';
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { MemoryBridge } from './support/memory-bridge.ts';
import { renderApp } from './support/render-app.tsx';
import { everyState, manyJobs, NO_PROGRESS, sampleFailure, sampleJob, uidOf } from './support/sample-jobs.ts';

const row = (name: RegExp) => page.getByRole('row', { name });
const completed = (number: number, title: string) =>
  sampleJob({
    number,
    title,
    status: { state: 'completed', gaps: 0 },
    progress: { durationMs: 60_000, fraction: 1 },
  });

/** What the page asked of a method so far. */
function askedOf(bridge: MemoryBridge, method: string): unknown[] {
  return bridge.asked.filter((one) => one.method === method).map(({ input }) => input);
}

test('each row is one sentence that says what its job does', async () => {
  await renderApp(new MemoryBridge(everyState()));

  await expect
    .element(row(/Interview with Ada/))
    .toHaveAccessibleName(
      'Interview with Ada.m4a, Transcribing 12:40 of 58:04, 22%, about 9 min left, CPU, 6.1×',
    );
  await expect
    .element(row(/Holiday slideshow/))
    .toMatchTextContent(/Could not be transcribed: no sound track/);
});

test('a job that is cancelled is cancelled, and says so when the queue has done it', async () => {
  const bridge = new MemoryBridge(everyState());
  await renderApp(bridge);

  await row(/Lecture 4/)
    .getByRole('button', { name: /^Cancel/ })
    .click();
  expect(askedOf(bridge, 'jobs.cancel')).toEqual([{ jobs: { uids: [uidOf(2)] } }]);

  bridge.tell({
    kind: 'job-changed',
    job: sampleJob({ number: 2, title: 'Lecture 4.mp4', status: { state: 'canceled' } }),
  });
  await expect.element(row(/Lecture 4/)).toMatchTextContent(/Cancelled/);
  await expect.element(row(/Lecture 4/).getByRole('button', { name: /^Continue/ })).toBeVisible();
});

test('what the queue refuses is told with what to do', async () => {
  const bridge = new MemoryBridge(everyState());
  const error = sampleFailure('state-refused', 'The job is being cancelled and cannot be paused.');
  bridge.answer('jobs.pause', () => ({ done: [], refused: [{ uid: uidOf(1), error }] }));
  await renderApp(bridge);

  await row(/Interview/)
    .getByRole('button', { name: /^Pause/ })
    .click();

  await expect.element(page.getByRole('region', { name: 'Messages' })).toMatchTextContent(error.message);
});

test('what is removed comes back with one click', async () => {
  const bridge = new MemoryBridge([completed(1, 'Talk.mp3')]);
  bridge.answer('jobs.remove', () => {
    bridge.tell({ kind: 'job-removed', uid: uidOf(1) });
    return { done: [uidOf(1)], refused: [] };
  });
  bridge.answer('jobs.restore', () => ({ done: [uidOf(1)], refused: [] }));
  await renderApp(bridge);

  await row(/Talk/).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Remove from the list' }).click();
  await expect.element(page.getByText('Drop recordings here')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();

  expect(askedOf(bridge, 'jobs.restore')).toEqual([{ jobs: { uids: [uidOf(1)] } }]);
});

test('a finished recording is done anew with another quality', async () => {
  const bridge = new MemoryBridge([completed(1, 'Talk.mp3')]);
  await renderApp(bridge);

  await row(/Talk/).getByRole('button', { name: 'More for Talk.mp3' }).click();
  await page.getByRole('menuitem', { name: 'Transcribe again' }).hover();
  await page.getByRole('menuitem', { name: 'Most accurate' }).click();

  expect(askedOf(bridge, 'jobs.redo')).toEqual([
    { jobs: { uids: [uidOf(1)] }, options: { quality: 'accurate' } },
  ]);
});

test('rows are walked, chosen, moved and opened by keyboard alone', async () => {
  const bridge = new MemoryBridge(manyJobs(5));
  const { app } = await renderApp(bridge);
  await expect.element(row(/Recording 1\.mp3/)).toBeVisible();
  row(/Recording 1\.mp3/)
    .element()
    .focus();

  await userEvent.keyboard('{ArrowDown}');
  await expect.element(row(/Recording 2\.mp3/)).toHaveFocus();

  await userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}');
  expect(askedOf(bridge, 'jobs.move')).toEqual([{ uid: uidOf(2), to: { before: uidOf(1) } }]);

  await userEvent.keyboard('{Shift>}{ArrowDown}{ArrowDown}{/Shift}');
  await expect.element(page.getByRole('toolbar')).toMatchTextContent(/3 chosen/);
  await userEvent.keyboard('{Delete}');
  expect(askedOf(bridge, 'jobs.cancel')).toEqual([{ jobs: { uids: [uidOf(2), uidOf(3), uidOf(4)] } }]);

  await userEvent.keyboard('{Home}{Enter}');
  expect(app.store.getState().openUid).toBe(uidOf(1));
});

test('the arrow keys go on from the row that has the focus, however it got there', async () => {
  await renderApp(new MemoryBridge(manyJobs(5)));
  await expect.element(row(/Recording 3\.mp3/)).toBeVisible();
  row(/Recording 3\.mp3/)
    .element()
    .focus();

  await userEvent.keyboard('{ArrowDown}');

  await expect.element(row(/Recording 4\.mp3/)).toHaveFocus();
});

test('the row with the focus keeps it while ten thousand scroll by, and few of them exist', async () => {
  const { app } = await renderApp(new MemoryBridge(manyJobs(10_000)));
  await expect.element(row(/Recording 1\.mp3/)).toBeVisible();
  row(/Recording 1\.mp3/)
    .element()
    .focus();

  await userEvent.keyboard('{End}');

  await expect.element(row(/Recording 10000\.mp3/)).toHaveFocus();
  expect(page.getByRole('row').elements().length).toBeLessThan(60);
  expect(app.store.getState().order).toHaveLength(10_000);
});

test('a batch bar acts on those to which each action applies', async () => {
  const bridge = new MemoryBridge(everyState());
  await renderApp(bridge);
  await row(/Interview/).click();
  await row(/Night programme/).click({ modifiers: ['Shift'] });

  const bar = page.getByRole('toolbar');
  await expect.element(bar).toMatchTextContent(/10 chosen/);
  await bar.getByRole('button', { name: 'Resume: 1 of 10' }).click();

  expect(askedOf(bridge, 'jobs.resume')).toEqual([{ jobs: { uids: [uidOf(5)] } }]);
});

test('a drop says before what will happen, and afterwards what became of each', async () => {
  const bridge = new MemoryBridge([]);
  bridge.answer('intake.add', () => ({
    batchUid: uidOf(99),
    jobs: [
      { uid: uidOf(1), name: 'a.mp3', disposition: 'added' },
      { uid: uidOf(2), name: 'b.mp3', disposition: 'already-done' },
    ],
    problems: [{ name: 'c.mp4', error: sampleFailure('no-audio-track', 'c.mp4 has no sound track.') }],
  }));
  await renderApp(bridge);
  await expect.element(page.getByText('Drop recordings here')).toBeVisible();

  const dataTransfer = new DataTransfer();
  for (const name of ['a.mp3', 'b.mp3', 'c.mp4']) dataTransfer.items.add(new File(['x'], name));
  const drag = (type: string): void =>
    void document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
  drag('dragenter');
  await expect.element(page.getByText('Drop to add 3 items')).toBeVisible();
  drag('drop');

  const report = page.getByRole('region', { name: 'Messages' });
  await expect.element(report).toMatchTextContent('1 added·1 already transcribed·1 has no sound');
  expect(askedOf(bridge, 'intake.add')).toHaveLength(1);
  await report.getByRole('button', { name: '1 has no sound' }).click();
  await expect.element(page.getByText('c.mp4 has no sound track.')).toBeVisible();
});

test('the whole queue is paused and resumed with one button', async () => {
  const bridge = new MemoryBridge(manyJobs(3));
  await renderApp(bridge);

  await page.getByRole('button', { name: 'Pause all' }).click();
  await expect.element(page.getByText('Nothing new is started until you resume.')).toBeVisible();
  await page.getByRole('button', { name: 'Resume' }).click();

  await expect.element(page.getByRole('button', { name: 'Pause all' })).toBeVisible();
});

test('a quarter that is passed and an end are announced, single percent are not', async () => {
  const bridge = new MemoryBridge(everyState());
  await renderApp(bridge);
  await expect.element(row(/Interview/)).toBeVisible();
  const progress = (fraction: number) => ({
    kind: 'job-progress' as const,
    uid: uidOf(1),
    stage: 'transcribing' as const,
    progress: { ...NO_PROGRESS, fraction },
  });

  bridge.tell(progress(0.23));
  bridge.tell(progress(0.26));
  await expect.element(page.getByText('Interview with Ada.m4a: 25%')).toBeInTheDocument();
});

test('while the queue does not answer, a banner says so and the rows stay', async () => {
  const bridge = new MemoryBridge(everyState());
  await renderApp(bridge);
  await expect.element(row(/Interview/)).toBeVisible();

  bridge.send({ kind: 'line', isUp: false });
  await expect.element(page.getByText(/Nothing is lost/)).toBeVisible();
  await expect.element(row(/Interview/)).toBeVisible();

  bridge.send({ kind: 'line', isUp: true });
  await expect.element(page.getByText(/Nothing is lost/)).not.toBeInTheDocument();
});

test('one notification tells of a batch when its last recording is done', async () => {
  const jobs = [1, 2].map((number) =>
    sampleJob({
      number,
      title: `${number}.mp3`,
      status: { state: 'running', stage: 'transcribing' },
      change: { batchUid: uidOf(99) },
    }),
  );
  const bridge = new MemoryBridge(jobs);
  const { trace } = await renderApp(bridge);
  await expect.element(row(/1\.mp3/)).toBeVisible();
  const end = (number: number) => ({
    kind: 'job-changed' as const,
    job: { ...completed(number, `${number}.mp3`), batchUid: uidOf(99) },
  });

  bridge.tell(end(1));
  expect(trace.notifications).toEqual([]);
  bridge.tell(end(2));
  expect(trace.notifications).toEqual(['2 recordings are ready']);
});

test.each(['light', 'dark'] as const)('axe finds nothing in the %s theme', async (theme) => {
  const bridge = new MemoryBridge(everyState());
  bridge.preferences = { ...bridge.preferences, appearance: { theme, textSizePercent: 100 } };
  await renderApp(bridge);
  await expect.element(row(/Interview/)).toBeVisible();

  const { violations } = await axe.run(document.body);
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
});
