import type { HostDescription, IntakeReport } from '../../../shared/contract/page.ts';
import type { JobView } from '../../../shared/contract/job.ts';
import type { ModelView, QueueStatus } from '../../../shared/contract/methods.ts';
import type { Failure } from '../../../shared/errors.ts';
import type { Preferences } from '../../../shared/preferences.ts';
import type { ReviewMark, Segment } from '../../../shared/transcript.ts';

/** What the left pane or the whole window shows. */
export type View = 'queue' | 'settings' | 'models' | 'health' | 'shortcuts';

/** The text of a job that somebody looks at: read once, then kept up to date by events. */
export type OpenText = {
  readonly uid: string;
  readonly revision: number;
  /** `reading` until what is stored has arrived; what comes by events meanwhile is kept. */
  readonly phase: 'reading' | 'live' | 'whole' | 'failed';
  /** By the sequence of their chunk; chunks come in the order in which they are finished. */
  readonly chunks: ReadonlyMap<number, readonly Segment[]>;
  /** All segments in the order of their time. */
  readonly segments: readonly Segment[];
  /** Known when the text is whole. */
  readonly review: readonly ReviewMark[];
  readonly warnings: readonly string[];
  readonly failure: Failure | null;
};

/** One line at the lower edge, for a while. */
export type Notice = {
  readonly id: number;
  readonly kind: 'done' | 'undo' | 'intake' | 'failure';
  readonly words: string;
  /** Takes back what the notice tells; offered for six seconds. */
  readonly undo: (() => void) | null;
  readonly report: IntakeReport | null;
  readonly failure: Failure | null;
};

/** Files on their way to the host. */
export type Intake = { readonly id: number; readonly fileCount: number; readonly fraction: number };

/** Everything on the screen follows from this, and nothing else. */
export type AppState = {
  /** Whether the queue can be reached. */
  readonly line: 'connecting' | 'up' | 'down';
  readonly host: HostDescription | null;
  /** Number of the last event that is in this state. */
  readonly seq: number;
  readonly jobs: ReadonlyMap<string, JobView>;
  /** Every job's uid in the order of the list: at work, waiting by position, stopped, then final ones by end, newest first. */
  readonly order: readonly string[];
  readonly status: QueueStatus | null;
  readonly preferences: Preferences | null;
  readonly models: readonly ModelView[] | null;
  readonly view: View;
  /** The job whose transcript is on the right. */
  readonly openUid: string | null;
  readonly text: OpenText | null;
  readonly selection: ReadonlySet<string>;
  /** Where a range of the selection begins, and what the arrow keys move. */
  readonly cursorUid: string | null;
  readonly notices: readonly Notice[];
  readonly intakes: readonly Intake[];
};

export const INITIAL_STATE: AppState = {
  line: 'connecting',
  host: null,
  seq: 0,
  jobs: new Map(),
  order: [],
  status: null,
  preferences: null,
  models: null,
  view: 'queue',
  openUid: null,
  text: null,
  selection: new Set(),
  cursorUid: null,
  notices: [],
  intakes: [],
};
