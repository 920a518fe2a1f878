import { createContext, useContext } from 'react';
import type { Actions } from '../../store/actions.ts';
import { useActions } from '../../store/app-store.ts';

/** Told whenever something was saved. */
export const SavedContext = createContext<() => void>(() => {});

/** The actions that save, which also say so at the head of the settings. */
export function useSaving(): Pick<Actions, 'prefer' | 'configure' | 'nameFiles'> {
  const actions = useActions();
  const onSaved = useContext(SavedContext);
  const told = async (saving: Promise<boolean>): Promise<boolean> => {
    const isSaved = await saving;
    if (isSaved) onSaved();
    return isSaved;
  };
  return {
    prefer: (change) => told(actions.prefer(change)),
    configure: (settings) => told(actions.configure(settings)),
    nameFiles: async (template) => {
      const failure = await actions.nameFiles(template);
      if (failure === null) onSaved();
      return failure;
    },
  };
}
