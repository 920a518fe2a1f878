import type { MethodInput, QueueSettings } from '../../../shared/contract/methods.ts';
import type { HealthFinding, PageInput, PageOutput } from '../../../shared/contract/page.ts';
import type { Failure } from '../../../shared/errors.ts';
import type { ExportFormat, JobOptions } from '../../../shared/job-options.ts';
import type { PreferencesChange } from '../../../shared/preferences.ts';
import type { View } from './app-state.ts';

/**
 * Everything a person can do. Components call these and show {@link AppState}; they hold no rules of their own. None
 * rejects: what fails becomes a notice.
 */
export type Actions = {
  /** Dropped, pasted or chosen in a browser. */
  readonly addFiles: (files: readonly File[]) => Promise<void>;
  /** By the system's dialog on the desktop; in a browser the page opens its own and calls {@link addFiles}. */
  readonly chooseRecordings: (what: 'recordings' | 'folder') => Promise<void>;
  readonly addSample: () => Promise<void>;

  readonly pause: (uids: readonly string[]) => Promise<void>;
  readonly resume: (uids: readonly string[]) => Promise<void>;
  /** Cancelled jobs keep their text; {@link retry} goes on from there. */
  readonly cancel: (uids: readonly string[]) => Promise<void>;
  readonly retry: (uids: readonly string[]) => Promise<void>;
  readonly redo: (uids: readonly string[], options: Partial<JobOptions>) => Promise<void>;
  /** With undo for six seconds. */
  readonly remove: (uids: readonly string[]) => Promise<void>;
  readonly move: (uid: string, to: MethodInput<'jobs.move'>['to']) => Promise<void>;
  readonly pauseQueue: () => Promise<void>;
  readonly resumeQueue: () => Promise<void>;
  /** Says where a recording is now. `null`: by the system's dialog on the desktop. */
  readonly relocate: (uid: string, files: readonly File[] | null) => Promise<void>;

  /** Shows a job's transcript and keeps it up to date; null closes it. */
  readonly open: (uid: string | null) => Promise<void>;
  readonly show: (view: View) => void;
  readonly select: (uids: readonly string[], cursorUid: string | null) => void;
  readonly dismiss: (noticeId: number) => void;

  /** Puts the transcript on the clipboard. */
  readonly copyText: (uid: string) => Promise<void>;
  /** Puts any words on the clipboard, such as the details of a failure. */
  readonly copy: (words: string) => Promise<void>;
  /** How loud a recording is; null when that cannot be told, which is nothing to bother a person with. */
  readonly readPeaks: (uid: string) => Promise<PageOutput<'media.peaks'> | null>;
  /** Why a recording cannot be played; null when it can. */
  readonly checkSound: (uid: string) => Promise<Failure | null>;
  /** The text in a format, for the preview; null when that failed, which has been told. */
  readonly render: (uid: string, format: ExportFormat) => Promise<PageOutput<'transcript.render'> | null>;
  /** Desktop: by the system's dialog; browser: as downloads. */
  readonly save: (uid: string, formats: readonly ExportFormat[]) => Promise<void>;

  /** True when it is saved. */
  readonly configure: (settings: Partial<QueueSettings>) => Promise<boolean>;
  /** True when it is saved. */
  readonly prefer: (change: PreferencesChange) => Promise<boolean>;
  /** Says how files are named. What is wrong with the name comes back, to be told beside its field and nowhere else. */
  readonly nameFiles: (nameTemplate: string) => Promise<Failure | null>;
  /** Forgets names and special words, with undo: they were laborious to write. */
  readonly clearVocabulary: () => Promise<void>;
  /** All settings as they came, with undo. The folder for files stays, since no page could name it again. */
  readonly resetSettings: () => Promise<void>;
  readonly chooseOutputFolder: () => Promise<void>;
  readonly readModels: () => Promise<void>;
  readonly verifyModel: (id: string) => Promise<void>;
  readonly importModel: (files: readonly File[] | null) => Promise<void>;
  readonly reveal: (input: PageInput<'host.reveal'>) => Promise<void>;
  readonly checkHealth: () => Promise<readonly HealthFinding[] | null>;
  readonly readDiagnostics: () => Promise<string | null>;
  /** In a browser: asks whether the page may notify. True where it may by now. */
  readonly allowNotifications: () => Promise<boolean>;
};
