import { useAppContext } from '../../store/app-store.ts';
import { pickFiles } from './pick-files.ts';

/** Lets the person choose recordings: with the system's dialog on the desktop, with the browser's elsewhere. */
export function useChoose(): (what: 'recordings' | 'folder') => void {
  const { actions, store } = useAppContext();
  return (what) => {
    if (store.getState().host?.kind === 'desktop') void actions.chooseRecordings(what);
    else {
      void pickFiles({ what: what === 'folder' ? 'folder' : 'files', isMany: true }).then(actions.addFiles);
    }
  };
}
