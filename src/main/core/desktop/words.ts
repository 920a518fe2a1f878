import type { JobEnd } from '../../../shared/ends/job-board.ts';
import { titleOf } from '../../../shared/recording-title.ts';

/** Everything that the shell says by itself, outside the page. The page has a catalogue of its own. */
export const WORDS = {
  app: 'Earshot',
  notices: {
    finished: ({ job, workMs }: JobEnd) => ({
      title: `${titleOf(job.title)} is ready`,
      body: job.durationMs === null ? '' : `${clock(job.durationMs)} in ${clock(workMs)}`,
    }),
    failed: ({ job, reason }: JobEnd) => ({
      title: `${titleOf(job.title)} could not be transcribed`,
      body: reason,
    }),
    batch: (ready: number, needing: number) => ({
      title: ready === 0 ? 'Recordings could not be transcribed' : areReady(ready),
      body: needing === 0 ? '' : `${needing} ${needing === 1 ? 'needs' : 'need'} you`,
    }),
    leftWhileWorking: {
      title: 'Earshot is closed. Nothing is lost.',
      body: 'The recordings go on where they stopped when you open it again.',
    },
    goesOnInTray: {
      title: 'Earshot goes on in the background',
      body: 'Its icon brings the window back.',
    },
  },
  tray: {
    tooltip: (left: number) => (left === 0 ? 'Earshot' : `Earshot: ${left} left`),
    show: 'Show Earshot',
    pause: 'Pause all',
    resume: 'Resume all',
    quit: 'Quit Earshot',
  },
  menu: {
    file: 'File',
    add: 'Add recordings…',
    export: 'Export…',
    edit: 'Edit',
    find: 'Find…',
    view: 'View',
    help: 'Help',
    settings: 'Settings…',
    models: 'Models',
    health: 'Health',
    shortcuts: 'Keyboard shortcuts',
  },
  dialogs: {
    recordings: 'Add recordings',
    folder: 'Add a folder',
    'moved-recording': 'Where is the recording now?',
    model: 'Add a model',
    outputFolder: 'Where to write texts',
    saveFile: 'Save the text',
    saveFolder: 'Where to save the texts',
    media: 'Audio and video',
    models: 'Models',
    allFiles: 'All files',
  },
  cannotOpen: 'Earshot cannot open its queue',
  quit: 'Quit',
  noPaths: 'What was handed over is no file on this computer.',
} as const;

function areReady(count: number): string {
  return count === 1 ? '1 recording is ready' : `${count} recordings are ready`;
}

/** `58:04`, `1:02:11` */
function clock(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0'));
  const hours = Math.floor(seconds / 3600);
  return hours > 0 ? `${hours}:${parts.join(':')}` : parts.join(':').replace(/^0(?=\d)/, '');
}
