import type { Page } from 'playwright';
import { expect } from 'vitest';
import type { JobView } from '../../../src/shared/contract/job.ts';
import type {
  PageBridge,
  PageInput,
  PageMessage,
  PageMethod,
  PageOutput,
} from '../../../src/shared/contract/page.ts';
import type { Result } from '../../../src/shared/contract/result.ts';

/** Asks as the page does, through what the preload has put there. */
export async function ask<Name extends PageMethod>(
  page: Page,
  method: Name,
  input: PageInput<Name>,
): Promise<Result<PageOutput<Name>>> {
  const answer = await askAnything(page, method, input);
  // oxlint-disable-next-line no-unsafe-type-assertion -- the handlers are typed by the same contract
  return answer as Result<PageOutput<Name>>;
}

/** The same for what no page of ours would ask. */
export function askAnything(page: Page, method: unknown, input: unknown): Promise<unknown> {
  return page.evaluate(([name, value]) => Reflect.get(globalThis, 'earshot').request(name, value), [
    method,
    input,
  ] as const);
}

/** The value of an answer. @throws Error for a failure */
export async function answerOf<Name extends PageMethod>(
  page: Page,
  method: Name,
  input: PageInput<Name>,
): Promise<PageOutput<Name>> {
  const answer = await ask(page, method, input);
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value;
}

/** Everything that the page is told from now on. */
export async function messagesTo(page: Page): Promise<() => Promise<readonly PageMessage[]>> {
  await page.evaluate(() => {
    const heard: PageMessage[] = [];
    Reflect.set(globalThis, 'heard', heard);
    const bridge: PageBridge = Reflect.get(globalThis, 'earshot');
    bridge.subscribe(null, (message) => void heard.push(message));
  });
  const heard = (): Promise<readonly PageMessage[]> => page.evaluate(() => Reflect.get(globalThis, 'heard'));
  // Which is said first to everybody.
  await expect.poll(async () => (await heard()).map(({ kind }) => kind)).toContain('line');
  return heard;
}

export async function jobsIn(page: Page): Promise<readonly JobView[]> {
  return (await answerOf(page, 'jobs.list', { states: null, offset: 0, limit: 100 })).jobs;
}

/** Resolves when there are so many jobs in this state. */
export async function untilJobs(page: Page, state: JobView['status']['state'], count = 1): Promise<void> {
  await expect
    .poll(async () => (await jobsIn(page)).filter(({ status }) => status.state === state).length, {
      timeout: 50_000,
      interval: 100,
    })
    .toBe(count);
}
