import type { BrowserContextOptions, Page } from 'playwright';
import { expect, test } from 'vitest';
import { sampleFailure, uidOf } from '../component/support/sample-jobs.ts';
import { expectAccessible } from './support/accessible.ts';
import { hold } from './support/drop.ts';
import { namelessControls } from './support/nameless-controls.ts';
import { expectNothingCut } from './support/nothing-cut.ts';
import { openScene, type SceneOptions, tell } from './support/open-scene.ts';
import { chooseInMenu, row } from './support/queue.ts';

// Every view in every state, over hosts in memory: what takes a real queue hours or an accident is one step here. What the
// real program shows on its way is looked at in `accessibility.test.ts`.
const LOOKS: Readonly<Record<string, BrowserContextOptions>> = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  'light, 360 pixels wide': { colorScheme: 'light', viewport: { width: 360, height: 740 } },
  'dark, letters of twice the size': {
    colorScheme: 'dark',
    viewport: { width: 560, height: 370 },
    deviceScaleFactor: 2,
  },
};

/** Jobs of the scene `states` that have no text, and what stands in its place. */
const TEXTLESS = [
  { number: 2, says: 'The text appears here as soon as the recording is transcribed.' },
  { number: 4, says: 'Old tape.wav is not where it was.' },
  { number: 6, says: 'The engine ended unexpectedly.' },
  { number: 8, says: 'Holiday slideshow.mp4 has no sound track.' },
  { number: 9, says: 'It can go on from here.' },
];

/** Opens a scene in which there are jobs. */
async function openQueue(name: string, options: SceneOptions): Promise<Page> {
  const page = await openScene(name, options);
  await page.getByRole('row').first().waitFor();
  return page;
}

async function openText(page: Page, number: number): Promise<void> {
  await tell(page, { kind: 'show-job', uid: uidOf(number) });
  await page.getByRole('article').waitFor();
}

async function show(page: Page, command: 'settings' | 'models' | 'health' | 'shortcuts', title: string) {
  await tell(page, { kind: 'command', command });
  await page.getByRole('heading', { name: title, level: 1 }).waitFor();
}

async function expectSound(page: Page, state: string): Promise<void> {
  await expectNothingCut(page, state);
  await expectAccessible(page, state);
}

for (const [look, options] of Object.entries(LOOKS)) {
  test(`the queue, ${look}`, async () => {
    const empty = await openScene('empty', options);
    await empty.getByRole('heading', { name: 'Drop recordings here' }).waitFor();
    await expectSound(empty, 'nothing was ever added');
    await empty.getByRole('button', { name: 'Add recordings' }).click();
    await empty.getByRole('menuitem', { name: 'Add a folder' }).waitFor();
    await expectSound(empty, 'what can be added');
    await empty.keyboard.press('Escape');
    await hold(empty, [import.meta.filename]);
    await empty.getByText('Drop to add 1 item').waitFor();
    await expectSound(empty, 'a file is held over the window');
    await empty.close();

    const connecting = await openScene('connecting', options);
    await connecting.getByText('Opening the queue').waitFor();
    await expectSound(connecting, 'the queue is being opened');
    await connecting.close();

    const states = await openQueue('states', options);
    await expectSound(states, 'a job in every state');
    await chooseInMenu(states, row(states, 'Board meeting.mp3'), 'Save as');
    await states.getByRole('menuitem', { name: 'Markdown' }).waitFor();
    await expectSound(states, 'a menu in a menu');
    await states.keyboard.press('Escape');
    await states.keyboard.press('Escape');
    await row(states, 'Lecture 4.mp4').focus();
    await states.keyboard.press('Control+a');
    await states.getByText('10 chosen').waitFor();
    await expectSound(states, 'all are chosen');
    await states.getByRole('toolbar').getByRole('button', { name: 'Choose none' }).click();
    await row(states, 'Podcast pilot.wav').focus();
    await states.keyboard.press('Delete');
    await states.getByRole('button', { name: 'Undo' }).waitFor();
    await expectSound(states, 'what can be undone');
    // The host in memory has no file to give.
    await chooseInMenu(states, row(states, 'Board meeting.mp3'), 'Copy the text');
    await states.getByText('Nobody has said what transcript.render answers.').waitFor();
    await expectSound(states, 'what could not be done');
    await tell(states, {
      kind: 'intake',
      report: {
        batchUid: null,
        jobs: [{ uid: uidOf(8), name: 'Holiday slideshow.mp4', disposition: 'added' }],
        problems: [
          { name: 'letter.txt', error: sampleFailure('not-media', 'letter.txt is not a recording.') },
        ],
      },
    });
    await states.getByRole('button', { name: '1 is no recording' }).click();
    await states.getByText('letter.txt is not a recording.').waitFor();
    await expectSound(states, 'why a file was not added');
    await states.keyboard.press('Escape');
    await states.getByRole('button', { name: 'Pause all' }).click();
    await states.getByText('Nothing new is started until you resume.').waitFor();
    await expectSound(states, 'the whole queue is paused');
    await states.close();

    const rare = await openQueue('rare', options);
    await expectSound(rare, 'rare states');
    await rare.close();

    const crowded = await openQueue('crowded', options);
    await row(crowded, 'Recording 1.mp3').focus();
    await crowded.keyboard.press('End');
    await row(crowded, 'Recording 10000.mp3').waitFor();
    await expectSound(crowded, 'ten thousand rows, at their end');
    await crowded.close();

    const unreachable = await openQueue('states', options);
    await tell(unreachable, { kind: 'line', isUp: false });
    await unreachable.getByText('Earshot’s queue does not answer.').waitFor();
    await expectSound(unreachable, 'the host is away');
  });
  test(`texts, ${look}`, async () => {
    const reading = await openQueue('reading', options);
    await openText(reading, 1);
    await expectSound(reading, 'a text with gaps and doubtful spots');
    await reading.getByRole('button', { name: '1 spot to check' }).first().click();
    await reading.getByRole('dialog', { name: '1 spot to check' }).waitFor();
    await expectSound(reading, 'why a spot is doubtful');
    await reading.keyboard.press('Escape');
    await reading.getByRole('button', { name: '3 spots to check' }).click();
    await reading.getByText('1 of 3').waitFor();
    await expectSound(reading, 'from spot to spot');
    await reading.getByRole('button', { name: 'Find in this text' }).click();
    await reading.getByRole('textbox', { name: 'Find in this text' }).fill('the');
    await reading.getByText(/^\d+ of 19$/).waitFor();
    await expectSound(reading, 'places that were found');
    await reading.getByRole('textbox', { name: 'Find in this text' }).fill('xylophone');
    await reading.getByText('Not found').waitFor();
    await expectSound(reading, 'nothing was found');
    await reading.keyboard.press('Escape');
    await reading.getByRole('button', { name: 'Export', exact: true }).click();
    await reading.getByRole('dialog', { name: 'Export the text' }).getByText('→').first().waitFor();
    await expectSound(reading, 'the export');
    await reading.close();

    const playing = await openQueue('jfk', options);
    await openText(playing, 1);
    await playing.getByRole('button', { name: 'Play', exact: true }).click();
    await playing.getByRole('button', { name: 'Pause', exact: true }).waitFor();
    await expectSound(playing, 'a recording is heard');
    await playing.close();

    const silent = await openQueue('jfk', { ...options, hasSound: false });
    await openText(silent, 1);
    await silent.getByRole('button', { name: 'Play', exact: true }).click();
    await silent.getByRole('region', { name: 'Player' }).getByRole('alert').waitFor();
    await expectSound(silent, 'a recording that cannot be heard');
    await silent.close();

    const live = await openQueue('live', options);
    await openText(live, 1);
    await expectSound(live, 'a text that grows');
    await live.getByRole('list', { name: 'Text' }).hover();
    await live.mouse.wheel(0, -2000);
    await live.getByRole('button', { name: 'Follow' }).waitFor();
    await expectSound(live, 'a text that grows, left by its reader');
    await live.close();

    const partial = await openQueue('partial', options);
    await openText(partial, 1);
    await partial.getByText('Details', { exact: true }).click();
    await partial.getByRole('button', { name: 'Copy details' }).waitFor();
    await expectSound(partial, 'half a text, and why');
    await partial.close();

    const languages = await openQueue('languages', options);
    await openText(languages, 1);
    await expectSound(languages, 'several languages, and markup in names');
    await languages.close();

    const without = await openQueue('states', options);
    for (const { number, says } of TEXTLESS) {
      await openText(without, number);
      await without.getByRole('article').getByText(says, { exact: true }).waitFor();
      await expectSound(without, `no text: ${says}`);
    }
  });

  test(`settings, models, health and shortcuts, ${look}`, async () => {
    for (const host of ['settled', 'desktop']) {
      const page = await openQueue(host, options);
      await show(page, 'health', 'Health');
      await page.getByText('1 problem').waitFor();
      await expectSound(page, `health, ${host}`);
      await show(page, 'models', 'Models');
      await page.getByText('Its file is damaged').waitFor();
      await expectSound(page, `models, ${host}`);
      await show(page, 'shortcuts', 'Keyboard shortcuts');
      await expectSound(page, `shortcuts, ${host}`);
      await show(page, 'settings', 'Settings');
      await page.getByRole('switch', { name: 'Only at certain hours' }).click();
      await page.getByLabel('Spoken language').selectOption('Always the same');
      await expectSound(page, `settings, ${host}`);
      await page.getByRole('combobox', { name: 'Language', exact: true }).click();
      await page.getByRole('option', { name: 'German' }).waitFor();
      await expectSound(page, `the list of languages, ${host}`);
      await page.keyboard.press('Escape');
      // Whoever is cut off from the queue can read what is set.
      await tell(page, { kind: 'line', isUp: false });
      await page.getByText('Earshot’s queue does not answer.').waitFor();
      await expectSound(page, `settings while the host is away, ${host}`);
    }
  });
}

test('what is cut, what breaks a rule, and what has no name is found', async () => {
  const page = await openScene('empty');
  await page.getByRole('heading', { name: 'Drop recordings here' }).waitFor();
  await expectSound(page, 'the page as it is');
  await page.evaluate(() => {
    const button = '<button type="button" style="position: absolute; right: -9px; width: 40px"></button>';
    document.querySelector('main')?.insertAdjacentHTML('beforeend', button);
  });
  await expect(expectNothingCut(page, 'cut')).rejects.toThrow('cut');
  await expect(expectAccessible(page, 'against a rule')).rejects.toThrow('against a rule');
  expect(await namelessControls(page)).toEqual([expect.stringContaining('right: -9px')]);
});
