import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { failed } from '../../src/shared/contract/result.ts';
import { EarshotError } from '../../src/shared/errors.ts';
import { expectAccessible } from './support/expect-accessible.ts';
import type { MemoryBridge } from './support/memory-bridge.ts';
import { renderApp } from './support/render-app.tsx';
import { SAMPLE_FINDINGS, settledBridge } from './support/settled-bridge.ts';

async function openHealth(bridge: MemoryBridge) {
  const rendered = await renderApp(bridge);
  rendered.app.actions.show('health');
  await expect.element(page.getByRole('heading', { name: 'Health' })).toBeVisible();
  return rendered;
}

test('a problem comes first, with a way to what helps', async () => {
  await openHealth(settledBridge());

  await expect.element(page.getByText('1 problem')).toBeVisible();
  const rows = page.getByRole('list', { name: 'What was found' }).getByRole('listitem');
  await expect.element(rows.first()).toMatchTextContent(/Model\s*Problem.*fresh copy/);
  await page.getByRole('button', { name: 'See the models' }).click();

  await expect.element(page.getByRole('heading', { name: 'Models' })).toHaveFocus();
});

test('looking again tells what has become good meanwhile', async () => {
  const bridge = settledBridge();
  await openHealth(bridge);
  await expect.element(page.getByText('1 problem')).toBeVisible();

  bridge.answer('health.check', () => ({
    findings: SAMPLE_FINDINGS.map((finding) => ({ ...finding, isGood: true })),
  }));
  await page.getByRole('button', { name: 'Check again' }).click();

  await expect.element(page.getByText('Everything is in place.')).toBeVisible();
});

test('a check that fails says so and can be tried again', async () => {
  const bridge = settledBridge();
  bridge.answer('health.check', () => failed(new EarshotError('internal', 'The check stopped.')));
  await openHealth(bridge);

  await expect.element(page.getByText('The check did not come to its end.')).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Check again' })).toBeEnabled();
});

test('diagnostics go to the clipboard', async () => {
  const { trace } = await openHealth(settledBridge());

  await page.getByRole('button', { name: 'Copy diagnostics' }).click();

  await expect.poll(() => trace.clipboard).toEqual(['Earshot 0.1.0 (browser)\nproblem  model']);
});

test('what is sent along with a question can be read before, also in a browser', async () => {
  await openHealth(settledBridge('browser'));

  await page.getByText('See what is copied').click();

  await expect.element(page.getByText(/problem {2}model/)).toBeVisible();
});

test('folders are shown by the desktop app alone', async () => {
  const bridge = settledBridge('desktop');
  await openHealth(bridge);

  await page.getByRole('button', { name: 'Show the logs' }).click();
  await page.getByRole('button', { name: 'Show the data folder' }).click();

  expect(bridge.askedOf('host.reveal')).toEqual([{ what: 'logs' }, { what: 'data' }]);
});

test('a browser offers no folders', async () => {
  await openHealth(settledBridge('browser'));

  await expect.element(page.getByRole('button', { name: 'Copy diagnostics' })).toBeVisible();
  expect(page.getByRole('button', { name: /^Show the/ }).elements()).toHaveLength(0);
});

test('the licences of what is bundled are read by keyboard', async () => {
  await openHealth(settledBridge());
  const licence = page.getByText(/Copyright .c. The ggml authors/);
  await expect.element(licence).not.toBeVisible();

  const summary = page.getByText('whisper.cpp and ggml').element().closest('summary');
  summary?.focus();
  await userEvent.keyboard('{Enter}');

  await expect.element(licence).toBeVisible();
});

test.each(['light', 'dark'] as const)('axe finds nothing in the health in the %s theme', async (theme) => {
  const bridge = settledBridge('desktop');
  bridge.preferences = { ...bridge.preferences, appearance: { ...bridge.preferences.appearance, theme } };
  await openHealth(bridge);
  await expect.element(page.getByText('1 problem')).toBeVisible();

  await expectAccessible();
});
