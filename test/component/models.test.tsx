import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { ModelView } from '../../src/shared/contract/methods.ts';
import { expectAccessible } from './support/expect-accessible.ts';
import type { MemoryBridge } from './support/memory-bridge.ts';
import { renderApp } from './support/render-app.tsx';
import { SAMPLE_MODELS, settledBridge } from './support/settled-bridge.ts';

const card = (name: RegExp) => page.getByRole('listitem', { name });

function modelNamed(id: string): ModelView {
  const model = SAMPLE_MODELS.find((one) => one.id === id);
  if (model === undefined) throw new Error(`There is no sample ${id}.`);
  return model;
}

async function openModels(bridge: MemoryBridge) {
  const rendered = await renderApp(bridge);
  rendered.app.actions.show('models');
  await expect.element(card(/Whisper base/)).toBeVisible();
  return rendered;
}

test('each model says what it can do, how fast it is here, and whether it is whole', async () => {
  await openModels(settledBridge());

  const base = card(/Whisper base/);
  await expect.element(base).toMatchTextContent('About 100 languages · 82 MB · MIT licence');
  await expect.element(base).toMatchTextContent('An hour of speech takes about 10 min on this computer.');
  await expect.element(base).toMatchTextContent('Used for new recordings');
  await expect.element(card(/Whisper small/)).toMatchTextContent('English only · 190 MB · Licence not known');
  await expect.element(card(/Whisper small/)).toMatchTextContent('Not measured yet');
  await expect.element(card(/Whisper medium/)).toMatchTextContent('Its file is damaged');
});

test('a model that is found damaged when it is verified says so, and is not offered any more', async () => {
  const bridge = settledBridge();
  const small = modelNamed('small.en');
  let finish = (): void => {};
  const waiting = new Promise<void>((resolve) => {
    finish = resolve;
  });
  bridge.answer('models.verify', async () => {
    await waiting;
    return { ...small, state: 'damaged' };
  });
  await openModels(bridge);

  await card(/Whisper small/)
    .getByRole('button', { name: /^Verify/ })
    .click();
  await expect.element(card(/Whisper small/).getByText('Verifying…')).toBeVisible();
  finish();

  await expect.element(card(/Whisper small/)).toMatchTextContent('Its file is damaged');
  await expect.element(card(/Whisper small/).getByRole('button', { name: /^Use/ })).not.toBeInTheDocument();
});

test('a model that is found whole says that it was verified, for as long as the window is open', async () => {
  const { app } = await openModels(settledBridge());
  await expect.element(card(/Whisper base/)).toMatchTextContent('Not verified since this window was opened.');

  await card(/Whisper base/)
    .getByRole('button', { name: /^Verify/ })
    .click();

  await expect.element(card(/Whisper base/)).toMatchTextContent('Ready and verified');
  app.actions.show('health');
  app.actions.show('models');
  await expect.element(card(/Whisper base/)).toMatchTextContent('Ready and verified');
});

test('another model is taken for new recordings', async () => {
  const bridge = settledBridge();
  await openModels(bridge);

  await card(/Whisper small/)
    .getByRole('button', { name: /^Use/ })
    .click();

  await expect.element(card(/Whisper small/)).toMatchTextContent('Used for new recordings');
  expect(bridge.preferences.job.model).toBe('small.en');
});

test('the desktop app asks for a model file with its own dialog; no file, no model', async () => {
  const bridge = settledBridge('desktop');
  const grant = 'a'.repeat(22);
  const added = { ...modelNamed('small.en'), id: 'tiny', name: 'Whisper tiny, multilingual (q5_1)' };
  bridge.answer('intake.choose', () => ({ grants: [] }));
  await openModels(bridge);
  const button = page.getByRole('button', { name: 'Add a model file…' });

  await button.click();
  await expect.element(button).toBeEnabled();
  expect(bridge.asked.some(({ method }) => method === 'intake.model')).toBe(false);

  bridge.answer('intake.choose', () => ({ grants: [grant] }));
  bridge.answer('intake.model', () => added);
  await button.click();

  await expect.element(page.getByText('Whisper tiny, multilingual (q5_1) can be chosen now')).toBeVisible();
  expect(bridge.asked).toContainEqual({ method: 'intake.choose', input: { what: 'model' } });
  expect(bridge.asked).toContainEqual({ method: 'intake.model', input: { grant } });
});

test.each(['light', 'dark'] as const)('axe finds nothing in the models in the %s theme', async (theme) => {
  const bridge = settledBridge();
  bridge.preferences = { ...bridge.preferences, appearance: { ...bridge.preferences.appearance, theme } };
  await openModels(bridge);

  await expectAccessible();
});
