import type { Page } from 'playwright';

/**
 * Lets go of files and folders over the page. The browser itself makes the events, so that they are trusted and the files
 * are real: a page cannot tell this from a hand.
 */
export async function drop(page: Page, paths: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const place = { x: 180, y: 300, data: { items: [], files: [...paths], dragOperationsMask: 1 } };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, ...place });
  await session.detach();
}
