import {
  type MethodInput,
  type QueueSettings,
  queueSettingsSchema,
} from '../../../shared/contract/methods.ts';
import { EarshotError } from '../../../shared/errors.ts';
import * as value from './setting-values.ts';

/** One setting of the queue, as it is named and written on the command line. */
export type SettingEntry = {
  readonly key: string;
  /** What may stand behind the `=`. */
  readonly values: string;
  readonly show: (settings: QueueSettings) => string;
  /** The change that these words ask for, not checked yet; `undefined` when they mean nothing. */
  readonly read: (text: string) => Partial<Record<keyof QueueSettings, unknown>> | undefined;
};

export const SETTINGS: readonly SettingEntry[] = [
  entry('order', 'order', 'oldest-first, newest-first or my-order', value.WORD),
  entry('slots', 'slots', 'a number from 1 to 8, or auto', value.orNull(value.NUMBER, 'auto')),
  entry('cores', 'cores', 'a number, or all', value.orNull(value.NUMBER, 'all')),
  entry('jobLimitMs', 'job-limit', 'a time such as 30m or 2h, or auto', value.orNull(value.DURATION, 'auto')),
  entry('chunkLimitMs', 'part-limit', 'a time such as 90s, or auto', value.orNull(value.DURATION, 'auto')),
  entry('maxAttempts', 'attempts', 'a number from 1 to 10', value.NUMBER),
  entry('onOutOfMemory', 'out-of-memory', 'downgrade, ask or fail', value.WORD),
  entry('onlyWhenIdle', 'only-when-idle', 'yes or no', value.YES_OR_NO),
  entry('onlyOnMainsPower', 'only-on-mains-power', 'yes or no', value.YES_OR_NO),
  entry(
    'onlyBetween',
    'only-between',
    'two times such as 22:00-06:00, or always',
    value.orNull(value.HOURS, 'always'),
  ),
  entry('blockBelowFreeBytes', 'stop-below', 'a size such as 500MB', value.BYTES),
  entry('resumeAboveFreeBytes', 'go-on-above', 'a size such as 1GB', value.BYTES),
  entry('logDetails', 'log-details', 'yes or no', value.YES_OR_NO),
];

function entry<Field extends keyof QueueSettings>(
  field: Field,
  key: string,
  values: string,
  { show, read }: value.SettingValue<QueueSettings[Field]>,
): SettingEntry {
  return {
    key,
    values,
    show: (settings) => show(settings[field]),
    read: (text) => {
      const found = read(text);
      return found === undefined ? undefined : { [field]: found };
    },
  };
}

type Changes = MethodInput<'queue.configure'>['settings'];

/**
 * What `key=value` words ask for; of two for one key the last one counts.
 *
 * @throws EarshotError `invalid-argument`
 */
export function readSettings(words: readonly string[]): Changes {
  const changes: Changes = {};
  for (const word of words) Object.assign(changes, readSetting(word));
  return changes;
}

function readSetting(word: string): Changes {
  const [key = '', ...rest] = word.split('=');
  const setting = SETTINGS.find((known) => known.key === key);
  if (setting === undefined) {
    throw new EarshotError('invalid-argument', `“${key}” is no setting of the queue.`, {
      hint: `Settings: ${SETTINGS.map((known) => known.key).join(', ')}.`,
    });
  }
  const checked = queueSettingsSchema.partial().safeParse(setting.read(rest.join('=')));
  if (checked.success) return checked.data;
  throw new EarshotError('invalid-argument', `“${word}” cannot be.`, {
    hint: `${key} is ${setting.values}.`,
  });
}
