import type { Page } from 'playwright';

type DragStep = 'dragEnter' | 'dragOver' | 'drop';

/**
 * Lets go of files and folders over the page. The browser itself makes the events, so that they are trusted and the files
 * are real: a page cannot tell this from a hand.
 */
export function drop(page: Page, paths: readonly string[]): Promise<void> {
  return drag(page, paths, ['dragEnter', 'dragOver', 'drop']);
}

/** Holds files and folders over the page and does not let go. */
export function hold(page: Page, paths: readonly string[]): Promise<void> {
  return drag(page, paths, ['dragEnter', 'dragOver']);
}

async function drag(page: Page, paths: readonly string[], steps: readonly DragStep[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const place = { x: 180, y: 300, data: { items: [], files: [...paths], dragOperationsMask: 1 } };
  for (const type of steps) await session.send('Input.dispatchDragEvent', { type, ...place });
  await session.detach();
}
