import type { z } from 'zod';
import { DEFAULT_PREFERENCES, type Preferences, preferencesSchema } from '../../../shared/preferences.ts';
import { jsonOrUndefined } from './json-column.ts';

/**
 * Reads preferences as any version may have stored them. A group of fields that does not fit any more holds its defaults again;
 * the others keep what was chosen.
 */
export function readPreferences(text: string): Preferences {
  const stored = jsonOrUndefined(text);
  const { shape } = preferencesSchema;
  const { job, exports, notifications, appearance, keepInTray } = DEFAULT_PREFERENCES;
  return {
    job: groupOf(shape.job, stored, 'job', job),
    exports: groupOf(shape.exports, stored, 'exports', exports),
    notifications: groupOf(shape.notifications, stored, 'notifications', notifications),
    appearance: groupOf(shape.appearance, stored, 'appearance', appearance),
    keepInTray: groupOf(shape.keepInTray, stored, 'keepInTray', keepInTray),
  };
}

/** Fields that a newer version has added are not in what an older one has stored. */
function groupOf<T>(schema: z.ZodType<T>, stored: unknown, name: keyof Preferences, usual: T): T {
  const group = isObject(stored) ? stored[name] : undefined;
  const parsed = schema.safeParse(isObject(group) && isObject(usual) ? { ...usual, ...group } : group);
  return parsed.success ? parsed.data : usual;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
