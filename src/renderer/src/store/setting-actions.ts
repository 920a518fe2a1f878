import type { TFunction } from 'i18next';
import { DEFAULT_QUEUE_SETTINGS, type QueueSettings } from '../../../shared/contract/methods.ts';
import type { PageInput, PageMethod, PageOutput } from '../../../shared/contract/page.ts';
import { DEFAULT_PREFERENCES, type Preferences } from '../../../shared/preferences.ts';
import type { PageClient } from '../bridge/page-client.ts';
import type { Actions } from './actions.ts';
import type { AppStore } from './app-store.ts';
import type { NoticeBoard } from './notices.ts';

export type SettingPorts = {
  readonly client: PageClient;
  readonly store: AppStore;
  readonly board: NoticeBoard;
  readonly t: TFunction;
  /** Null when it failed, which has been told. */
  readonly ask: <Name extends PageMethod>(
    method: Name,
    input: PageInput<Name>,
  ) => Promise<PageOutput<Name> | null>;
};

type SettingActions = Pick<
  Actions,
  'configure' | 'prefer' | 'nameFiles' | 'chooseOutputFolder' | 'clearVocabulary' | 'resetSettings'
>;

/** The {@link Actions} that change preferences and settings of the queue. */
export function createSettingActions({ client, store, board, t, ask }: SettingPorts): SettingActions {
  const keep = (preferences: Preferences | null): boolean => {
    if (preferences !== null) store.setState({ preferences });
    return preferences !== null;
  };
  const prefer: Actions['prefer'] = async (change) => keep(await ask('preferences.change', { change }));
  const configure: Actions['configure'] = async (settings) => {
    const changed = await ask('queue.configure', { settings });
    if (changed === null) return false;
    store.setState(({ status }) => ({ status: status === null ? null : { ...status, settings: changed } }));
    return true;
  };
  const settle = async (
    { exports, ...preferences }: Preferences,
    settings: QueueSettings,
  ): Promise<boolean> => {
    const { outputDir: _chosenByDialog, ...rule } = exports;
    // Whether the queue is paused is no setting to a person, although it is kept with them.
    const { isPaused: _pausedElsewhere, ...rules } = settings;
    return (await prefer({ ...preferences, exports: rule })) && (await configure(rules));
  };

  return {
    configure,
    prefer,
    nameFiles: async (nameTemplate) => {
      const answer = await client.call('preferences.change', { change: { exports: { nameTemplate } } });
      if (!answer.ok) return answer.error;
      keep(answer.value);
      return null;
    },
    chooseOutputFolder: async () => void keep(await ask('preferences.chooseFolder', {})),
    clearVocabulary: async () => {
      const prompt = store.getState().preferences?.job.prompt ?? null;
      if (prompt === null || !(await prefer({ job: { prompt: null } }))) return;
      board.undo(t('settings.vocabulary.cleared'), {
        words: t('app.undo'),
        run: () => void prefer({ job: { prompt } }),
      });
    },
    resetSettings: async () => {
      const { preferences, status } = store.getState();
      if (preferences === null || status === null) return;
      if (!(await settle(DEFAULT_PREFERENCES, DEFAULT_QUEUE_SETTINGS))) return;
      board.undo(t('settings.reset.done'), {
        words: t('app.undo'),
        run: () => void settle(preferences, status.settings),
      });
    },
  };
}
