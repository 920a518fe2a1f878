import { onTestFinished, vi } from 'vitest';
import { settled } from './test-queue.ts';

/** Only what the queue tells time by; promises, files and the store go on as they are. */
const TIMERS = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'] as const;

/** From here to the end of the test, time passes only as the test says. To be called before the queue is opened. */
export function drivenClock(): DrivenClock {
  vi.useFakeTimers({ toFake: [...TIMERS] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  return new DrivenClock();
}

export class DrivenClock {
  /** Lets so much time pass, a tick of the queue after the other; what each sets going comes to rest before the next. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 1_000) {
      await vi.advanceTimersByTimeAsync(Math.min(left, 1_000));
      await settled();
    }
  }

  /** Lets time pass until it is so, `limitMs` at most. @returns how long that took, in whole ticks */
  async until(isSo: () => boolean | Promise<boolean>, limitMs: number): Promise<number> {
    for (let passedMs = 0; passedMs <= limitMs; passedMs += 1_000) {
      if (await isSo()) return passedMs;
      await this.pass(1_000);
    }
    throw new Error(`it is still not so after ${limitMs} ms`);
  }

  /** The computer sleeps: time passes, and nothing of it is noticed before it is over. */
  async sleep(ms: number): Promise<void> {
    vi.setSystemTime(Date.now() + ms);
    await this.pass(1_000);
  }
}
