import axe from 'axe-core';
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { uploadFiles } from '../../src/renderer/src/bridge/upload-files.ts';
import type { JobStatus } from '../../src/shared/contract/job.ts';
import { failed, succeeded } from '../../src/shared/contract/result.ts';
import { EarshotError } from '../../src/shared/errors.ts';
import { MemoryBridge } from './support/memory-bridge.ts';
import { readingBridge } from './support/reading-bridge.ts';
import { renderApp } from './support/render-app.tsx';
import { everyState, manyJobs, NO_PROGRESS, sampleFailure, sampleJob, uidOf } from './support/sample-jobs.ts';
import { JFK, segmentsOf } from './support/sample-text.ts';

const row = (name: RegExp) => page.getByRole('row', { name });
const completed = (number: number, title: string) =>
  sampleJob({
    number,
    title,
    status: { state: 'completed', gaps: 0 },
    progress: { durationMs: 60_000, fraction: 1 },
  });

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
  expect(bridge.askedOf('jobs.cancel')).toEqual([{ jobs: { uids: [uidOf(2)] } }]);

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

  expect(bridge.askedOf('jobs.restore')).toEqual([{ jobs: { uids: [uidOf(1)] } }]);
});

test('a finished recording is done anew with another quality', async () => {
  const bridge = new MemoryBridge([completed(1, 'Talk.mp3')]);
  await renderApp(bridge);

  await row(/Talk/).getByRole('button', { name: 'More for Talk.mp3' }).click();
  await page.getByRole('menuitem', { name: 'Transcribe again' }).hover();
  await page.getByRole('menuitem', { name: 'Most accurate' }).click();

  expect(bridge.askedOf('jobs.redo')).toEqual([
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
  expect(bridge.askedOf('jobs.move')).toEqual([{ uid: uidOf(2), to: { before: uidOf(1) } }]);

  await userEvent.keyboard('{Shift>}{ArrowDown}{ArrowDown}{/Shift}');
  await expect.element(page.getByRole('toolbar')).toMatchTextContent(/3 chosen/);
  await userEvent.keyboard('{Delete}');
  expect(bridge.askedOf('jobs.cancel')).toEqual([{ jobs: { uids: [uidOf(2), uidOf(3), uidOf(4)] } }]);

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

  expect(bridge.askedOf('jobs.resume')).toEqual([{ jobs: { uids: [uidOf(5)] } }]);
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
  expect(bridge.askedOf('intake.add')).toHaveLength(1);
  await report.getByRole('button', { name: '1 has no sound' }).click();
  await expect.element(page.getByText('c.mp4 has no sound track.')).toBeVisible();
});

/** Files as somebody pastes them: the page takes them as it takes a drop. */
function paste(...names: readonly string[]): void {
  const clipboardData = new DataTransfer();
  for (const name of names) clipboardData.items.add(new File(['sound'], name));
  window.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
}

test('files on their way can be called off, and nothing is added then', async () => {
  const bridge = new MemoryBridge([]);
  bridge.grantFiles = (files, onProgress, stop) => {
    onProgress(0.5);
    const error = new EarshotError('cancelled', `${files[0]?.name} was not sent to its end.`);
    return new Promise((resolve) => stop?.addEventListener('abort', () => resolve(failed(error))));
  };
  await renderApp(bridge);
  await expect.element(page.getByText('Drop recordings here')).toBeVisible();

  paste('long.wav', 'short.wav');
  const sending = page.getByRole('group', { name: 'Sending 2 files to Earshot' });
  await expect.element(sending).toMatchTextContent(/25%.*long\.wav/);
  await sending.getByRole('button', { name: 'Cancel' }).click();

  await expect.element(sending).not.toBeInTheDocument();
  expect(bridge.askedOf('intake.add')).toEqual([]);
  await expect.element(page.getByRole('region', { name: 'Messages' })).toMatchTextContent('');
});

test('a file that cannot be sent is told by its name, and does not keep the others back', async () => {
  const bridge = new MemoryBridge([]);
  const grant = 'g'.repeat(22);
  bridge.grantFiles = async ([file]) =>
    file?.name === 'bad.wav'
      ? failed(new EarshotError('file-unreadable', 'bad.wav cannot be read.'))
      : succeeded([grant]);
  bridge.answer('intake.add', () => ({
    batchUid: null,
    jobs: [{ uid: uidOf(1), name: 'good.wav', disposition: 'added' }],
    problems: [],
  }));
  await renderApp(bridge);
  await expect.element(page.getByText('Drop recordings here')).toBeVisible();

  paste('bad.wav', 'good.wav');

  const report = page.getByRole('region', { name: 'Messages' });
  await expect.element(report).toMatchTextContent('1 added·1 could not be opened');
  expect(bridge.askedOf('intake.add')).toMatchObject([{ grants: [grant] }]);
  await report.getByRole('button', { name: '1 could not be opened' }).click();
  await expect.element(page.getByText('bad.wav cannot be read.')).toBeVisible();
});

test('an upload that is called off hangs up', async () => {
  const stop = new AbortController();
  const file = new File([new Uint8Array(32 * 1024 * 1024)], 'long.wav');

  const answer = uploadFiles([file], () => {}, stop.signal);
  stop.abort();

  expect(await answer).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  expect(await uploadFiles([file], () => {}, stop.signal)).toMatchObject({ error: { code: 'cancelled' } });
});

test('the counts of the bar lead to what failed and what needs somebody', async () => {
  const { app } = await renderApp(new MemoryBridge(everyState()));

  await page.getByRole('button', { name: '2 failed' }).click();
  await expect.element(page.getByRole('toolbar')).toMatchTextContent(/2 chosen/);
  await page.getByRole('button', { name: '1 needs you' }).click();

  expect([...app.store.getState().selection]).toEqual([uidOf(4)]);
});

test('a queue whose last recording failed does not say that all is done', async () => {
  const failure = sampleFailure('not-media', 'letter.mp3 is not a recording that can be read.');
  const bridge = new MemoryBridge([completed(1, 'Talk.mp3')]);
  await renderApp(bridge);
  await expect.element(page.getByText('All done')).toBeVisible();

  bridge.tell({
    kind: 'job-changed',
    job: sampleJob({ number: 2, title: 'letter.mp3', status: { state: 'failed', failure } }),
  });

  await expect.element(page.getByRole('banner')).toMatchTextContent(/1 done · 1 failed/);
  await expect.element(page.getByText('All done')).not.toBeInTheDocument();
});

test('every format is reached from the menu of a row', async () => {
  await renderApp(readingBridge({ segments: segmentsOf(JFK), title: 'Talk.mp3' }));

  await row(/Talk/).getByRole('button', { name: 'More for Talk.mp3' }).click();
  await page.getByRole('menuitem', { name: 'Save as' }).hover();
  await page.getByRole('menuitem', { name: 'All formats…' }).click();

  const panel = page.getByRole('dialog', { name: 'Export the text' });
  await expect.element(panel.getByRole('checkbox', { name: /Lyrics/ })).toBeVisible();
});

test('the desktop app shows where a recording and its written files are', async () => {
  const written = {
    ...completed(1, 'Talk.mp3'),
    exportStatus: { state: 'written' as const, files: ['/t/Talk.txt'] },
  };
  const bridge = new MemoryBridge([written, completed(2, 'Unwritten.mp3')]);
  bridge.host = { ...bridge.host, kind: 'desktop' };
  bridge.answer('host.reveal', () => ({}));
  await renderApp(bridge);

  await row(/Talk/).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Show the files' }).click();
  expect(bridge.askedOf('host.reveal')).toEqual([{ what: 'exports', uid: uidOf(1) }]);
  await row(/Unwritten/).click({ button: 'right' });
  await expect.element(page.getByRole('menuitem', { name: 'Show the recording' })).toBeVisible();
  expect(page.getByRole('menuitem', { name: 'Show the files' }).elements()).toHaveLength(0);
});

test('what has no text offers none', async () => {
  await renderApp(new MemoryBridge(everyState()));

  await row(/Holiday slideshow/).click({ button: 'right' });
  await expect.element(page.getByRole('menuitem', { name: 'Remove from the list' })).toBeVisible();
  expect(page.getByRole('menuitem', { name: /^(?:Copy|Save)/ }).elements()).toHaveLength(0);
  await userEvent.keyboard('{Escape}');

  await row(/Night programme/).click({ button: 'right' });
  await expect.element(page.getByRole('menuitem', { name: 'Copy the text' })).toBeVisible();
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
  const status: JobStatus = { state: 'completed', gaps: 0 };
  bridge.tell({
    kind: 'job-changed',
    job: sampleJob({ number: 1, title: 'Interview with Ada.m4a', status }),
  });
  await expect.element(page.getByText('Interview with Ada.m4a: 58:04 in 9:12')).toBeInTheDocument();
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

test('a paused recording does not keep back what is to be told of the others', async () => {
  const job = (number: number, status: JobStatus) =>
    sampleJob({ number, title: `${number}.mp3`, status, change: { batchUid: uidOf(99) } });
  const running: JobStatus = { state: 'running', stage: 'transcribing' };
  const failure = sampleFailure('not-media', '2.mp3 is not a recording that can be read.');
  const bridge = new MemoryBridge([1, 2, 3].map((number) => job(number, running)));
  const { trace } = await renderApp(bridge);
  await expect.element(row(/1\.mp3/)).toBeVisible();

  bridge.tell({ kind: 'job-changed', job: job(1, { state: 'paused' }) });
  bridge.tell({ kind: 'job-changed', job: job(2, { state: 'failed', failure }) });
  bridge.tell({ kind: 'job-changed', job: job(3, { state: 'failed', failure }) });
  expect(trace.notifications).toEqual(['Recordings could not be transcribed — 2 need you']);

  bridge.tell({ kind: 'job-changed', job: job(1, running) });
  bridge.tell({ kind: 'job-changed', job: { ...completed(1, 'Talk 1.mp3'), batchUid: uidOf(99) } });
  expect(trace.notifications.at(-1)).toBe('Talk 1 is ready — 1:00 in 9:12');
});

test.each(['light', 'dark'] as const)('axe finds nothing in the %s theme', async (theme) => {
  const bridge = new MemoryBridge(everyState());
  bridge.preferences = { ...bridge.preferences, appearance: { ...bridge.preferences.appearance, theme } };
  await renderApp(bridge);
  await expect.element(row(/Interview/)).toBeVisible();

  const { violations } = await axe.run(document.body);
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
});
