import { z } from 'zod';
import { DEFAULT_JOB_OPTIONS, exportRuleSchema, jobOptionsSchema, NO_EXPORT } from './job-options.ts';

export const THEMES = ['system', 'light', 'dark'] as const;

/** What a person has chosen once for everything that follows; kept with the queue, so that every window shows the same. */
export const preferencesSchema = z.strictObject({
  /** How recordings that are added are transcribed. */
  job: jobOptionsSchema,
  /** Which files a finished recording writes by itself. */
  exports: exportRuleSchema,
  notifications: z.strictObject({ finished: z.boolean(), failed: z.boolean() }),
  appearance: z.strictObject({
    theme: z.enum(THEMES),
    /** Size of the transcript's letters, in per cent of the usual. */
    textSizePercent: z.int().min(80).max(200),
    /** Screen readers are told each phrase of the text that is open as it comes in. */
    announcesText: z.boolean(),
  }),
  /** A window that is closed leaves the queue at work, in the tray. */
  keepInTray: z.boolean(),
});
export type Preferences = z.infer<typeof preferencesSchema>;

/** What holds until somebody chooses. */
export const DEFAULT_PREFERENCES: Preferences = {
  job: DEFAULT_JOB_OPTIONS,
  exports: NO_EXPORT,
  notifications: { finished: true, failed: true },
  appearance: { theme: 'system', textSizePercent: 100, announcesText: false },
  keepInTray: false,
};

/** A change names only what it changes, down to the single field. */
export const preferencesChangeSchema = z.strictObject({
  job: jobOptionsSchema.partial().optional(),
  exports: exportRuleSchema.partial().optional(),
  notifications: preferencesSchema.shape.notifications.partial().optional(),
  appearance: preferencesSchema.shape.appearance.partial().optional(),
  keepInTray: z.boolean().optional(),
});
export type PreferencesChange = z.infer<typeof preferencesChangeSchema>;
