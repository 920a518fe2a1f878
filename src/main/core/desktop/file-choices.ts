import type { PageInput } from '../../../shared/contract/page.ts';
import { MEDIA_EXTENSIONS } from '../media/media-extensions.ts';
import { WORDS } from './words.ts';

const words = WORDS.dialogs;

/** As Electron's dialog takes it. */
export type FileChoice = {
  readonly title: string;
  readonly properties: ('openFile' | 'openDirectory' | 'multiSelections')[];
  readonly filters?: { name: string; extensions: string[] }[];
};

const MEDIA_FILTERS = [
  {
    name: words.media,
    extensions: Array.from(MEDIA_EXTENSIONS, (extension) => extension.replace(/^\./, '')),
  },
  { name: words.allFiles, extensions: ['*'] },
];

/** What may be chosen for each thing that a page can ask for. */
export const FILE_CHOICES: Readonly<Record<PageInput<'intake.choose'>['what'], FileChoice>> = {
  recordings: {
    title: words.recordings,
    properties: ['openFile', 'multiSelections'],
    filters: MEDIA_FILTERS,
  },
  folder: { title: words.folder, properties: ['openDirectory', 'multiSelections'] },
  'moved-recording': { title: words['moved-recording'], properties: ['openFile'], filters: MEDIA_FILTERS },
  model: {
    title: words.model,
    properties: ['openFile'],
    filters: [
      { name: words.models, extensions: ['bin'] },
      { name: words.allFiles, extensions: ['*'] },
    ],
  },
};
