import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { answerOf, jobsIn } from './support/in-page.ts';
import { launchDesktop } from './support/launch-desktop.ts';
import { homeForThisTest, recordingWithIndexAtEnd } from './support/recordings.ts';

/** Plays a recording and goes to its seventh second. */
async function playFromSeven(
  page: Page,
  uid: string,
): Promise<{ readonly duration: number; readonly at: number; readonly end: number }> {
  return await page.evaluate(async (job) => {
    const isApp = Reflect.get(globalThis, 'location').protocol === 'app:';
    const audio = new (Reflect.get(globalThis, 'Audio'))(isApp ? `media://job/${job}` : `/media/${job}`);
    const until = (event: string): Promise<unknown> =>
      new Promise((resolve, reject) => {
        audio.addEventListener(event, resolve, { once: true });
        audio.addEventListener('error', () => reject(new Error(audio.error?.message)), { once: true });
      });
    await until('loadedmetadata');
    const seeked = until('seeked');
    audio.currentTime = 7;
    await seeked;
    return { duration: audio.duration, at: audio.currentTime, end: audio.seekable.end(0) };
  }, uid);
}

test('the app serves its page with its policy, and nothing beside the page', async () => {
  const desktop = await launchDesktop({ home: homeForThisTest() });
  const page = await desktop.page();
  const answers = await page.evaluate(async () => {
    const paths = [
      '/',
      '/%2e%2e/%2e%2e/package.json',
      '/..%2f..%2fpackage.json',
      '/..%5c..%5cpackage.json',
      '//etc/passwd',
      '/%00',
      '/assets',
      '/nothing.js',
    ];
    return await Promise.all(
      paths.map(async (path) => {
        const { status, headers } = await fetch(path.startsWith('//') ? `/.${path}` : path);
        return { path, status, policy: headers.get('content-security-policy') };
      }),
    );
  });
  expect(answers.filter(({ status }) => status === 200).map(({ path }) => path)).toEqual(['/']);
  for (const { policy } of answers) expect(policy).toMatch(/^default-src 'none'; script-src 'self';/);
});

test('sound is played by the job, from any place in it', async () => {
  const desktop = await launchDesktop({ home: homeForThisTest() });
  const page = await desktop.page();
  await answerOf(page, 'queue.pause', {});
  await answerOf(page, 'intake.sample', {});
  await expect.poll(async () => (await jobsIn(page))[0]?.status.state).toBe('queued');
  const played = await playFromSeven(page, (await jobsIn(page))[0]?.uid ?? '');
  expect(played.duration).toBeGreaterThan(10);
  expect(played.at).toBeCloseTo(7, 0);
  expect(played.end).toBeGreaterThan(10);
});

// A player reads its beginning, then its end, then goes back: for schemes of its own, Electron allows that to standard ones only.
test('a recording whose index stands at its end, as phones write it, is played as well', async () => {
  const home = homeForThisTest();
  const desktop = await launchDesktop({ home, files: [recordingWithIndexAtEnd(home, 'phone.m4a')] });
  const page = await desktop.page();
  await answerOf(page, 'queue.pause', {});
  await expect.poll(async () => (await jobsIn(page))[0]?.status.state).toMatch(/queued|paused/);
  const played = await playFromSeven(page, (await jobsIn(page))[0]?.uid ?? '');
  expect(played.duration).toBeCloseTo(11, 0);
  expect(played.at).toBeCloseTo(7, 0);
});

test('the scheme of sound gives what a job has to be played, to the byte, and nothing else', async () => {
  const desktop = await launchDesktop({ home: homeForThisTest() });
  const page = await desktop.page();
  await answerOf(page, 'queue.pause', {});
  await answerOf(page, 'intake.sample', {});
  await expect.poll(async () => (await jobsIn(page))[0]?.status.state).toBe('queued');
  const uid = (await jobsIn(page))[0]?.uid ?? '';
  const ask = (path: string, range: string): Promise<unknown> =>
    desktop.evaluate(
      async ({ net }, { url, bytes }) => {
        const { status, headers, body } = await net.fetch(url, { headers: { range: bytes } });
        await body?.cancel();
        return [status, headers.get('content-range')?.replace(/\/\d+$/, '') ?? null];
      },
      { url: `media://job/${path}`, bytes: range },
    );
  expect(await ask(uid, 'bytes=0-9')).toEqual([206, 'bytes 0-9']);
  expect(await ask(uid, 'bytes=99999999999-')).toEqual([416, 'bytes *']);
  expect(await ask(uid, 'bytes=9-5')).toEqual([200, null]);
  for (const path of [
    '',
    '../../etc/passwd',
    '..%2f..%2fetc%2fpasswd',
    '%2fetc%2fpasswd',
    `${uid}/x`,
    `${uid}%00`,
  ]) {
    expect([path, await ask(path, 'bytes=0-')]).toEqual([path, [404, null]]);
  }
});
