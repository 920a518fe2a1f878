import type { JobView } from '../../../shared/contract/job.ts';
import type { MethodOutput, ModelView, QueueStatus } from '../../../shared/contract/methods.ts';
import type { HostDescription, IntakeReport } from '../../../shared/contract/page.ts';
import type { Failure } from '../../../shared/errors.ts';
import type { Preferences } from '../../../shared/preferences.ts';
import type { ReviewMark, Segment } from '../../../shared/transcript.ts';

/** What the right pane shows, and in a narrow window the whole: `queue` is the transcript that is open, or the queue alone. */
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
  /** Empty for a report, whose words follow from it. */
  readonly words: string;
  /** What a person may do about it: take it back, do it all the same. */
  readonly action: { readonly words: string; readonly run: () => void } | null;
  readonly report: IntakeReport | null;
  readonly failure: Failure | null;
  /** How long it stays while nobody is at it; null: until somebody dismisses it. */
  readonly lifeMs: number | null;
};

/** Files on their way to the host. */
export type Intake = {
  readonly id: number;
  readonly fileCount: number;
  /** The one that is being sent, by name. */
  readonly current: string;
  /** Of them all by size, 0 to 1. */
  readonly fraction: number;
  /** Nothing is added then; what the host has already got of them goes away. */
  readonly cancel: () => void;
};

/** How fast a model has been on this machine. */
export type ModelSpeed = MethodOutput<'models.speeds'>['speeds'][number];

/** The parts of the list, in the order in which they stand there; each by its own rule. */
export type Lanes = {
  readonly atWork: readonly string[];
  /** By position. */
  readonly waiting: readonly string[];
  /** Paused, waiting for a try, in need of a person; the latest change first. */
  readonly stopped: readonly string[];
  /** By end, the newest first. */
  readonly ended: readonly string[];
};

/** Everything on the screen follows from this, and nothing else. */
export type AppState = {
  /** Whether the queue can be reached. */
  readonly line: 'connecting' | 'up' | 'down';
  readonly host: HostDescription | null;
  /** Number of the last event that is in this state. */
  readonly seq: number;
  readonly jobs: ReadonlyMap<string, JobView>;
  readonly lanes: Lanes;
  /** Every job's uid in the order of the list: the lanes one after the other. */
  readonly order: readonly string[];
  /** When jobs that wait for another try get it; milliseconds since 1970. */
  readonly retryAtMs: ReadonlyMap<string, number>;
  /** Jobs that take longer than was said before. */
  readonly slower: ReadonlySet<string>;
  readonly status: QueueStatus | null;
  readonly preferences: Preferences | null;
  readonly models: readonly ModelView[] | null;
  readonly speeds: readonly ModelSpeed[];
  /** Models whose whole file was read and found right since this window was opened. */
  readonly verified: ReadonlySet<string>;
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
  lanes: { atWork: [], waiting: [], stopped: [], ended: [] },
  order: [],
  retryAtMs: new Map(),
  slower: new Set(),
  status: null,
  preferences: null,
  models: null,
  speeds: [],
  verified: new Set(),
  view: 'queue',
  openUid: null,
  text: null,
  selection: new Set(),
  cursorUid: null,
  notices: [],
  intakes: [],
};
