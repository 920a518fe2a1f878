import type { Page } from 'playwright';

/** What a screen reader was given to say by itself. */
export type Announcement = { readonly words: string; readonly isPolite: boolean };

/** Notes what live regions come to hold from now on. @returns all that was noted so far */
export async function noteAnnouncements(page: Page): Promise<() => Promise<readonly Announcement[]>> {
  const noted = await page.evaluateHandle(() => {
    const announcements: { words: string; isPolite: boolean }[] = [];
    const wordsOf = new WeakMap<Element, string>();
    const note = (changed: Node): void => {
      const element = changed instanceof Element ? changed : changed.parentElement;
      const region = element?.closest('[role=status], [role=alert], [role=log], [aria-live]') ?? null;
      const words = region?.textContent.trim() ?? '';
      if (region === null || wordsOf.get(region) === words) return;
      wordsOf.set(region, words);
      const isPolite = region.role !== 'alert' && region.ariaLive !== 'assertive';
      if (words !== '') announcements.push({ words, isPolite });
    };
    const observer = new MutationObserver((changes) => {
      for (const { target, addedNodes } of changes) for (const node of [target, ...addedNodes]) note(node);
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    return announcements;
  });
  return () => noted.jsonValue();
}
