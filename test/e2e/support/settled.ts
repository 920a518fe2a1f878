import type { Page } from 'playwright';

/** Waits until nothing changes its colours any more. Bars that grow, and what turns for ever, go on. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const isFading = ({ playState, effect }: Animation): boolean =>
      playState === 'running' &&
      effect instanceof KeyframeEffect &&
      effect.getComputedTiming().iterations !== Number.POSITIVE_INFINITY &&
      effect.getKeyframes().some((frame) => Object.keys(frame).some((key) => /opacity|colou?r/i.test(key)));
    return !document.getAnimations().some(isFading);
  });
}
