import { expect, test } from 'vitest';
import { fixture } from '../support/make-media.ts';
import { noteAnnouncements } from './support/announcements.ts';
import { drop } from './support/drop.ts';
import { launch } from './support/launch.ts';
import { row } from './support/queue.ts';
import { shownText } from './support/transcript.ts';

test('a screen reader is told of a recording in a handful of sentences, and never interrupted', async () => {
  const { page } = await launch();
  await page.getByRole('heading', { name: 'Drop recordings here' }).waitFor();
  const announcements = await noteAnnouncements(page);
  await drop(page, [fixture('sonnet-1.mp3')]);
  await row(page, 'sonnet-1.mp3').click();
  await row(page, 'sonnet-1.mp3', /0:53 in /).waitFor();
  await expect.poll(() => shownText(page)).not.toBe('');

  const said = await announcements();
  const words = said.map((one) => one.words);
  expect(said.filter(({ isPolite }) => !isPolite)).toEqual([]);
  expect(words).toContainEqual(expect.stringMatching(/^1 added/));
  expect(words).toContainEqual(expect.stringMatching(/^sonnet-1\.mp3: 0:53 in /));
  // Quarters, each once; the bar has moved many more times.
  const quarters = words.filter((one) => one.endsWith('%'));
  expect(quarters).not.toEqual([]);
  expect(['25%', '50%', '75%'].map((percent) => `sonnet-1.mp3: ${percent}`)).toEqual(
    expect.arrayContaining(quarters),
  );
  expect(new Set(quarters).size).toBe(quarters.length);
  expect(words.length, words.join('\n')).toBeLessThanOrEqual(10);
  // The text is there to be read when somebody wants to; it does not talk.
  const beginning = (await shownText(page)).slice(0, 40);
  expect(words.join('\n')).not.toContain(beginning);
});
