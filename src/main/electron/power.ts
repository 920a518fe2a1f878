import { powerMonitor, powerSaveBlocker } from 'electron';
import type { PowerSource } from '../core/queue/run-conditions.ts';

/** A person who has not touched anything for so long is not at the computer. */
const IDLE_AFTER_SECONDS = 5 * 60;

/** Asks the system anew each time, which costs next to nothing: nothing is known wrongly after sleep. */
export const systemPower: PowerSource = {
  isOnMains: () => !powerMonitor.isOnBatteryPower(),
  // A locked screen is idle as well; where the system cannot tell, somebody may be there.
  isIdle: () => ['idle', 'locked'].includes(powerMonitor.getSystemIdleState(IDLE_AFTER_SECONDS)),
};

/** Keeps the computer from falling asleep while recordings are worked on. The screen may go dark. */
export class SleepGuard {
  #id: number | null = null;

  set isOn(isOn: boolean) {
    if (isOn && this.#id === null) this.#id = powerSaveBlocker.start('prevent-app-suspension');
    else if (!isOn && this.#id !== null) {
      powerSaveBlocker.stop(this.#id);
      this.#id = null;
    }
  }
}
