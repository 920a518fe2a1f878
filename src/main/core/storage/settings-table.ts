import {
  DEFAULT_QUEUE_SETTINGS,
  type QueueSettings,
  queueSettingsSchema,
} from '../../../shared/contract/methods.ts';
import type { Preferences } from '../../../shared/preferences.ts';
import type { Connection } from './connection.ts';
import { fromJson } from './json-column.ts';
import type { Calibration } from './store.ts';
import { readPreferences } from './stored-preferences.ts';

const QUEUE = 'queue';
const PREFERENCES = 'preferences';

/** Settings of the queue, preferences, and the speeds that were measured on this machine. */
export class SettingsTable {
  readonly #get;
  readonly #put;
  readonly #calibrations;
  readonly #putCalibration;

  constructor(connection: Connection) {
    this.#get = connection.prepare<{ key: string }, { value: string }>(
      'SELECT value FROM settings WHERE key = @key',
    );
    this.#put = connection.prepare<{ key: string; value: string }>(
      'REPLACE INTO settings (key, value) VALUES (@key, @value)',
    );
    this.#calibrations = connection.prepare<object, Calibration>(`
      SELECT model, device, threads, real_time_factor AS realTimeFactor, samples FROM calibrations
      ORDER BY model, device, threads`);
    this.#putCalibration = connection.prepare<Calibration>(`
      REPLACE INTO calibrations (model, device, threads, real_time_factor, samples)
      VALUES (@model, @device, @threads, @realTimeFactor, @samples)`);
  }

  queue(): QueueSettings {
    const row = this.#get.get({ key: QUEUE });
    // Fields that a newer version has added are not in what an older one has stored.
    const stored = row === undefined ? {} : fromJson(queueSettingsSchema.partial(), row.value, 'settings');
    return queueSettingsSchema.parse({ ...DEFAULT_QUEUE_SETTINGS, ...stored });
  }

  saveQueue(settings: QueueSettings): void {
    this.#put.run({ key: QUEUE, value: JSON.stringify(settings) });
  }

  preferences(): Preferences {
    return readPreferences(this.#get.get({ key: PREFERENCES })?.value ?? '{}');
  }

  savePreferences(preferences: Preferences): void {
    this.#put.run({ key: PREFERENCES, value: JSON.stringify(preferences) });
  }

  calibrations(): Calibration[] {
    return this.#calibrations.all({});
  }

  saveCalibration({ model, device, threads, realTimeFactor, samples }: Calibration): void {
    this.#putCalibration.run({ model, device, threads, realTimeFactor, samples });
  }
}
