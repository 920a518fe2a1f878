import type { TFunction } from 'i18next';
import {
  ArrowDown,
  ArrowUp,
  ArrowUpToLine,
  Ban,
  Boxes,
  ClipboardCopy,
  FileDown,
  FileText,
  FolderOpen,
  FolderSearch,
  Pause,
  Play,
  RefreshCw,
  RotateCw,
  Trash2,
} from 'lucide-react';
import type { JobView } from '../../../../shared/contract/job.ts';
import { type ExportFormat, QUALITIES } from '../../../../shared/job-options.ts';
import { isFinal } from '../../../../shared/job-state.ts';
import type { MenuItem } from '../../components/menu.tsx';
import type { Actions } from '../../store/actions.ts';
import { mayDo, type RowAction } from './row-actions.ts';

/** The formats that most people want; the panel behind the last item has all. */
const FORMATS = ['txt', 'md', 'srt', 'vtt'] as const satisfies readonly ExportFormat[];

const ICONS = {
  pause: Pause,
  resume: Play,
  tryNow: RotateCw,
  continue: Play,
  retry: RotateCw,
  locate: FolderSearch,
  models: Boxes,
  next: ArrowUpToLine,
  cancel: Ban,
  copy: ClipboardCopy,
  remove: Trash2,
} as const satisfies Record<RowAction, typeof Pause>;

export type RowMenuPorts = {
  readonly t: TFunction;
  readonly actions: Actions;
  readonly act: (action: RowAction, uids: readonly string[]) => void;
  /** Opens the text with the panel of all formats. */
  readonly exportAll: (uid: string) => void;
  /** Moves the job by one place; null where there is none. */
  readonly moveUp: (() => void) | null;
  readonly moveDown: (() => void) | null;
  readonly isDesktop: boolean;
  /** The keys that do the same while the focus is on the row, as they are shown. */
  readonly shortcuts: Readonly<Record<'open' | 'moveUp' | 'moveDown' | 'remove', string>>;
};

/** Everything that can be done about one job, in groups: its text, its place, its run, its end. */
export function rowMenuItems(job: JobView, ports: RowMenuPorts): readonly MenuItem[] {
  const { t, actions, act, moveUp, moveDown, isDesktop, shortcuts } = ports;
  const { uid, status, exportStatus } = job;
  const action = (name: RowAction, words: string, shortcut?: string): MenuItem[] =>
    mayDo(job, name)
      ? [
          {
            kind: 'item',
            id: name,
            words,
            icon: ICONS[name],
            run: () => act(name, [uid]),
            ...(shortcut === undefined ? {} : { shortcut }),
          },
        ]
      : [];
  const hasText = mayDo(job, 'copy');
  const text: MenuItem[] = [
    {
      kind: 'item',
      id: 'open',
      words: t('queue.action.open'),
      icon: FileText,
      shortcut: shortcuts.open,
      run: () => void actions.open(uid),
    },
    ...action('copy', t('queue.action.copyText')),
    ...(hasText ? [saveMenu(uid, ports)] : []),
  ];
  const place: MenuItem[] = mayDo(job, 'next')
    ? [
        ...action('next', t('queue.action.next')),
        ...moveItem('up', t('queue.action.up'), ArrowUp, shortcuts.moveUp, moveUp),
        ...moveItem('down', t('queue.action.down'), ArrowDown, shortcuts.moveDown, moveDown),
      ]
    : [];
  const run: MenuItem[] = [
    ...action('pause', t('queue.action.pause')),
    ...action('resume', t('queue.action.resume')),
    ...action('continue', t('queue.action.continue')),
    ...(status.state === 'retry_wait'
      ? action('tryNow', t('queue.action.tryNow'))
      : action('retry', t('queue.action.retry'))),
    ...action('locate', t('queue.action.locate')),
    ...(isFinal(status.state) ? [redoMenu(job, ports)] : []),
  ];
  const shown = (what: 'recording' | 'exports', words: string): MenuItem => ({
    kind: 'item',
    id: what,
    words,
    icon: FolderOpen,
    run: () => void actions.reveal({ what, uid }),
  });
  const hasFiles = 'files' in exportStatus && exportStatus.files.length > 0;
  const reveal: MenuItem[] = [
    shown('recording', t('queue.action.reveal')),
    ...(hasFiles ? [shown('exports', t('queue.action.revealFiles'))] : []),
  ];
  const end: MenuItem[] = [
    ...action('cancel', t('queue.action.cancel')),
    ...action('remove', t('queue.action.removeFromList'), shortcuts.remove),
  ];
  return withLines([text, place, run, isDesktop ? reveal : [], end]);
}

function moveItem(
  id: string,
  words: string,
  icon: typeof ArrowUp,
  shortcut: string,
  run: (() => void) | null,
): MenuItem[] {
  return run === null ? [] : [{ kind: 'item', id, words, icon, shortcut, run }];
}

function saveMenu(uid: string, { t, actions, exportAll }: RowMenuPorts): MenuItem {
  return {
    kind: 'submenu',
    id: 'save',
    words: t('queue.action.save'),
    icon: FileDown,
    items: [
      ...FORMATS.map(
        (format): MenuItem => ({
          kind: 'item',
          id: format,
          words: t(`exporting.name.${format}`),
          run: () => void actions.save(uid, [format]),
        }),
      ),
      { kind: 'line', id: 'line-all' },
      { kind: 'item', id: 'all', words: t('queue.format.all'), run: () => exportAll(uid) },
    ],
  };
}

function redoMenu({ uid }: JobView, { t, actions }: RowMenuPorts): MenuItem {
  return {
    kind: 'submenu',
    id: 'redo',
    words: t('queue.action.redo'),
    icon: RefreshCw,
    items: QUALITIES.map((quality) => ({
      kind: 'item',
      id: quality,
      words: t(`queue.quality.${quality}`),
      run: () => void actions.redo([uid], { quality }),
    })),
  };
}

function withLines(groups: readonly (readonly MenuItem[])[]): readonly MenuItem[] {
  return groups
    .filter((group) => group.length > 0)
    .flatMap((group, index) => (index === 0 ? group : [{ kind: 'line', id: `line${index}` }, ...group]));
}
