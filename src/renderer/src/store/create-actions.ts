import type { TFunction } from 'i18next';
import type { ActionReport } from '../../../shared/contract/methods.ts';
import type { IntakeReport, PageInput, PageMethod, PageOutput } from '../../../shared/contract/page.ts';
import { EarshotError } from '../../../shared/errors.ts';
import { DEFAULT_PREFERENCES } from '../../../shared/preferences.ts';
import type { PageClient } from '../bridge/page-client.ts';
import type { Actions } from './actions.ts';
import type { AppStore } from './app-store.ts';
import { handOver } from './hand-over.ts';
import type { NoticeBoard } from './notices.ts';
import type { PagePorts } from './page-ports.ts';
import { createSettingActions } from './setting-actions.ts';
import type { TextReader } from './text-reader.ts';
import { worthSending } from './worth-sending.ts';

export type ActionPorts = {
  readonly client: PageClient;
  readonly store: AppStore;
  readonly board: NoticeBoard;
  readonly reader: TextReader;
  readonly page: PagePorts;
  readonly t: TFunction;
};

/** {@link Actions} over the bridge: each asks, and tells what came of it where the screen does not show that by itself. */
export function createActions({ client, store, board, reader, page, t }: ActionPorts): Actions {
  /** @returns null when it failed, which has been told */
  const ask = async <Name extends PageMethod>(
    method: Name,
    input: PageInput<Name>,
  ): Promise<PageOutput<Name> | null> => {
    const answer = await client.call(method, input);
    if (answer.ok) return answer.value;
    board.failure(answer.error);
    return null;
  };
  /** Jobs that have moved on meanwhile refuse; of many it is said how many, and why the first did. */
  const tell = (report: ActionReport | null): void => {
    const refused = report?.refused[0];
    if (report === null || refused === undefined) return;
    const { done } = report;
    const total = done.length + report.refused.length;
    const message =
      total === 1
        ? refused.error.message
        : t('actions.partly', { done: done.length, total, reason: refused.error.message });
    board.failure({ ...refused.error, message });
  };
  const onJobs = async (
    method: 'jobs.resume' | 'jobs.cancel' | 'jobs.retry',
    uids: readonly string[],
  ): Promise<void> => {
    if (uids.length > 0) tell(await ask(method, selection(uids)));
  };
  const titleOf = (uid: string): string => store.getState().jobs.get(uid)?.title ?? '';
  const isDesktop = (): boolean => store.getState().host?.kind === 'desktop';
  const copy = async (words: string, done: string): Promise<void> => {
    try {
      await page.writeClipboard(words);
      board.done(done);
    } catch (thrown) {
      board.failure({
        code: 'internal',
        message: t('actions.notFromHere'),
        hint: t('actions.notFromHereHint'),
        detail: String(thrown),
      });
    }
  };
  /** One grant: of a file that the person gave, or by the dialog. Null: they have changed their mind. */
  const oneGrant = async (
    files: readonly File[] | null,
    what: 'moved-recording' | 'model',
  ): Promise<string | null> => {
    if (files !== null) {
      const handed = await handOver(files, { client, store, board });
      const [problem] = handed?.problems ?? [];
      if (problem !== undefined) board.failure(problem.error);
      return handed?.grants[0] ?? null;
    }
    return (await ask('intake.choose', { what }))?.grants[0] ?? null;
  };
  const addGrants = async (
    grants: readonly string[],
    problems: IntakeReport['problems'] = [],
  ): Promise<void> => {
    if (grants.length === 0) return board.intake({ batchUid: null, jobs: [], problems });
    const options = (store.getState().preferences ?? DEFAULT_PREFERENCES).job;
    const report = await ask('intake.add', { grants: [...grants], options, again: false });
    if (report !== null) board.intake({ ...report, problems: [...report.problems, ...problems] });
  };
  const relocate = async (uid: string, grant: string, acceptChanged: boolean): Promise<void> => {
    const answer = await client.call('intake.relocate', { uid, grant, acceptChanged });
    if (answer.ok) return;
    const mayAccept = answer.error.code === 'source-changed' && !acceptChanged;
    const accept = { words: t('actions.useAnyway'), run: () => void relocate(uid, grant, true) };
    board.failure(answer.error, mayAccept ? accept : null);
  };

  return {
    addFiles: async (given) => {
      // The desktop app is given paths, and looks into folders itself.
      const { files, foldersWithout } = isDesktop()
        ? { files: given, foldersWithout: [] }
        : worthSending(given);
      const problems = foldersWithout.map(nothingIn);
      const handed =
        files.length === 0 ? { grants: [], problems: [] } : await handOver(files, { client, store, board });
      if (handed !== null) await addGrants(handed.grants, [...handed.problems, ...problems]);
    },
    chooseRecordings: async (what) => addGrants((await ask('intake.choose', { what }))?.grants ?? []),
    addSample: async () => {
      const report = await ask('intake.sample', {});
      const uid = report?.jobs[0]?.uid;
      if (uid !== undefined) await reader.open(uid);
    },

    pause: async (uids) => {
      if (uids.length > 0) tell(await ask('jobs.pause', { ...selection(uids), running: 'finish' }));
    },
    resume: (uids) => onJobs('jobs.resume', uids),
    cancel: (uids) => onJobs('jobs.cancel', uids),
    retry: (uids) => onJobs('jobs.retry', uids),
    redo: async (uids, options) => {
      if (uids.length > 0) tell(await ask('jobs.redo', { ...selection(uids), options }));
    },
    remove: async (uids) => {
      const title = titleOf(uids[0] ?? '');
      const report = uids.length === 0 ? null : await ask('jobs.remove', selection(uids));
      tell(report);
      const removed = report?.done ?? [];
      if (removed.length === 0) return;
      board.undo(t('actions.removed', { count: removed.length, title }), {
        words: t('app.undo'),
        run: () => void ask('jobs.restore', selection(removed)).then(tell),
      });
    },
    move: async (uid, to) => void (await ask('jobs.move', { uid, to })),
    pauseQueue: async () => void (await ask('queue.pause', {})),
    resumeQueue: async () => void (await ask('queue.resume', {})),
    relocate: async (uid, files) => {
      const grant = await oneGrant(files, 'moved-recording');
      if (grant !== null) await relocate(uid, grant, false);
    },

    open: async (uid) => {
      if (uid !== null) store.setState({ view: 'queue' });
      await reader.open(uid);
    },
    show: (view) => store.setState({ view }),
    select: (uids, cursorUid) => store.setState({ selection: new Set(uids), cursorUid }),
    dismiss: (id) => board.dismiss(id),

    copyText: async (uid) => {
      const text = await ask('transcript.render', { uid, revision: null, format: 'txt' });
      if (text !== null) await copy(text.text, t('actions.copied'));
    },
    copy: (words) => copy(words, t('actions.copiedWords')),
    readPeaks: async (uid) => {
      const answer = await client.call('media.peaks', { uid });
      return answer.ok ? answer.value : null;
    },
    checkSound: async (uid) => {
      const answer = await client.call('media.check', { uid });
      return answer.ok ? null : answer.error;
    },
    render: (uid, format) => ask('transcript.render', { uid, revision: null, format }),
    save: async (uid, formats) => {
      if (isDesktop()) {
        const saved = await ask('export.save', { uid, formats: [...formats] });
        const names = saved?.files ?? [];
        if (names.length > 0)
          board.done(t('actions.saved', { count: names.length, names: names.join(', ') }));
        return;
      }
      for (const format of formats) {
        const file = await ask('transcript.render', { uid, revision: null, format });
        if (file !== null) page.download(file);
      }
    },

    ...createSettingActions({ client, store, board, t, ask }),
    readModels: async () => {
      const [models, speeds] = await Promise.all([ask('models.list', {}), ask('models.speeds', {})]);
      store.setState((state) => ({
        models: models?.models ?? state.models,
        speeds: speeds?.speeds ?? state.speeds,
      }));
    },
    verifyModel: async (id) => {
      const model = await ask('models.verify', { id });
      if (model === null) return;
      store.setState(({ models, verified }) => ({
        models: models?.map((one) => (one.id === id ? model : one)) ?? null,
        verified: new Set(
          model.state === 'present' ? [...verified, id] : [...verified].filter((one) => one !== id),
        ),
      }));
    },
    importModel: async (files) => {
      const grant = await oneGrant(files, 'model');
      const model = grant === null ? null : await ask('intake.model', { grant });
      if (model !== null) board.done(t('actions.modelAdded', { name: model.name }));
    },
    reveal: async (input) => void (await ask('host.reveal', input)),
    checkHealth: async () => (await ask('health.check', {}))?.findings ?? null,
    readDiagnostics: async () => (await ask('health.diagnostics', {}))?.text ?? null,
    allowNotifications: () => page.mayNotify(true),
  };
}

function selection(uids: readonly string[]): { jobs: { uids: string[] } } {
  return { jobs: { uids: [...uids] } };
}

function nothingIn(folder: string): IntakeReport['problems'][number] {
  const error = new EarshotError('no-media-in-folder', `There are no recordings in ${folder}.`);
  return { name: folder, error: error.toFailure() };
}
