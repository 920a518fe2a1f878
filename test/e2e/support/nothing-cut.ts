import type { Page } from 'playwright';
import { expect } from 'vitest';

/** Whatever is laid out anew has its place by then. */
const SETTLE_MS = 5_000;

/**
 * Nothing reaches beyond the sides of the window, and nothing that floats beyond its upper or lower edge: nobody could see or
 * use it there. `view` names the page where something does.
 */
export async function expectNothingCut(page: Page, view: string): Promise<void> {
  // Panels take their new place a frame after the window has changed its size.
  await expect.poll(() => whatIsCut(page), { timeout: SETTLE_MS, message: view }).toEqual([]);
}

function whatIsCut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const isCut = (element: Element): boolean => {
      const { left, right, top, bottom, width } = element.getBoundingClientRect();
      // What sweeps through a bar comes from outside of it, and is seen only within.
      if (width === 0 || element.closest('pre, .sr-only, [role=progressbar]') !== null) return false;
      const isFloating = element.matches('[role=menu], [role=dialog], [role=listbox]');
      return right > innerWidth + 1 || left < -1 || (isFloating && (top < 0 || bottom > innerHeight));
    };
    const elements = [...document.querySelectorAll('body *')].filter(isCut);
    const isScrolled = document.documentElement.scrollWidth > innerWidth;
    return [...(isScrolled ? ['the page'] : []), ...elements.map(({ outerHTML }) => outerHTML.slice(0, 160))];
  });
}
