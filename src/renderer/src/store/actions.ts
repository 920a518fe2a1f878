import type { MethodInput, QueueSettings } from '../../../shared/contract/methods.ts';
import type { PageInput } from '../../../shared/contract/page.ts';
import type { ExportFormat, JobOptions } from '../../../shared/job-options.ts';
import type { PreferencesChange } from '../../../shared/preferences.ts';
import type { View } from './app-state.ts';

/**
 * Everything a person can do. Components call these and show {@link AppState}; they hold no rules of their own. None
 * rejects: what fails becomes a notice.
 */
export interface Actions {
  /** Dropped, pasted or chosen in a browser. */
  addFiles(files: readonly File[]): Promise<void>;
  /** By the system's dialog on the desktop; in a browser the page opens its own and calls {@link addFiles}. */
  chooseRecordings(what: 'recordings' | 'folder'): Promise<void>;
  addSample(): Promise<void>;

  pause(uids: readonly string[]): Promise<void>;
  resume(uids: readonly string[]): Promise<void>;
  /** Cancelled jobs keep their text; {@link retry} goes on from there. */
  cancel(uids: readonly string[]): Promise<void>;
  retry(uids: readonly string[]): Promise<void>;
  redo(uids: readonly string[], options: Partial<JobOptions>): Promise<void>;
  /** With undo for six seconds. */
  remove(uids: readonly string[]): Promise<void>;
  move(uid: string, to: MethodInput<'jobs.move'>['to']): Promise<void>;
  pauseQueue(): Promise<void>;
  resumeQueue(): Promise<void>;
  relocate(uid: string, files: readonly File[] | null): Promise<void>;

  /** Shows a job's transcript and keeps it up to date; null closes it. */
  open(uid: string | null): Promise<void>;
  show(view: View): void;
  select(uids: readonly string[], cursorUid: string | null): void;
  dismiss(noticeId: number): void;

  /** Puts the text on the clipboard. */
  copyText(uid: string): Promise<void>;
  /** The text in a format, for the preview; null when that failed, which has been told. */
  render(
    uid: string,
    format: ExportFormat,
  ): Promise<{ fileName: string; mediaType: string; text: string } | null>;
  /** Desktop: by the system's dialog; browser: as downloads. */
  save(uid: string, formats: readonly ExportFormat[]): Promise<void>;

  configure(settings: Partial<QueueSettings>): Promise<void>;
  prefer(change: PreferencesChange): Promise<void>;
  chooseOutputFolder(): Promise<void>;
  readModels(): Promise<void>;
  verifyModel(id: string): Promise<void>;
  importModel(files: readonly File[] | null): Promise<void>;
  reveal(input: PageInput<'host.reveal'>): Promise<void>;
}
