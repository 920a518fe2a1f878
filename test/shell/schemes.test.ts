import { expect, test } from 'vitest';
import { answerOf, jobsIn } from './support/in-page.ts';
import { launchDesktop } from './support/launch-desktop.ts';
import { homeForThisTest } from './support/recordings.ts';

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
  const uid = (await jobsIn(page))[0]?.uid ?? '';
  const played = await page.evaluate(async (job) => {
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
  expect(played.duration).toBeGreaterThan(10);
  expect(played.at).toBeCloseTo(7, 0);
  expect(played.end).toBeGreaterThan(10);
});
