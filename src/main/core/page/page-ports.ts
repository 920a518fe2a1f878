import type { QueueClient } from '../../../shared/contract/client.ts';
import type { HealthFinding, HostDescription, PageInput } from '../../../shared/contract/page.ts';
import type { GrantBook } from './grant-book.ts';

/** What only a program on the person's own desktop can do. All paths are absolute. */
export type Desktop = {
  /** Asks with the system's dialog. Empty: the person has changed their mind. */
  chooseFiles(what: PageInput<'intake.choose'>['what']): Promise<readonly string[]>;
  /** @param current the folder that is set now */
  chooseOutputFolder(current: string | null): Promise<string | null>;
  /** Asks where to save one file; the dialog itself asks before one that is there is replaced. */
  chooseSaveFile(suggestedName: string): Promise<string | null>;
  /** Asks into which folder to save several files. */
  chooseSaveFolder(): Promise<string | null>;
  /** Shows a file in the system's file manager. */
  showFile(path: string): Promise<void>;
  openFolder(path: string): Promise<void>;
};

/** What a host lends to its pages. */
export type PagePorts = {
  readonly queue: Pick<QueueClient, 'call'>;
  readonly host: HostDescription;
  readonly grants: GrantBook;
  /** Null in a browser: those methods are refused. */
  readonly desktop: Desktop | null;
  /** The recording that comes with Earshot. */
  readonly sampleFile: string;
  readonly folders: { readonly data: string; readonly logs: string };
  /** Removes a file that a page had sent and that nobody needs any more. Never rejects. Null where pages send none. */
  readonly discardUpload: ((path: string) => Promise<void>) | null;
  /** See `checkHealth` in `src/main/health`. */
  readonly checkHealth: () => Promise<readonly HealthFinding[]>;
};
