import { useAppContext } from '../../store/app-store.ts';
import { pickFiles } from '../drop/pick-files.ts';
import type { RowAction } from './row-actions.ts';

/** Does what a row offers, to one job or to many. */
export function useRowAction(): (action: RowAction, uids: readonly string[]) => void {
  const { actions, store } = useAppContext();
  return (action, uids) => {
    const first = uids[0];
    if (first === undefined) return;
    switch (action) {
      case 'next':
        return void actions.move(first, 'next');
      case 'pause':
        return void actions.pause(uids);
      case 'resume':
        return void actions.resume(uids);
      case 'cancel':
        return void actions.cancel(uids);
      case 'retry':
      case 'tryNow':
      case 'continue':
        return void actions.retry(uids);
      case 'locate':
        return void locate(first);
      case 'models':
        return actions.show('models');
      case 'copy':
        return void actions.copyText(first);
      case 'remove':
        return void actions.remove(uids);
    }
  };

  async function locate(uid: string): Promise<void> {
    if (store.getState().host?.kind === 'desktop') return actions.relocate(uid, null);
    const files = await pickFiles({ what: 'files', isMany: false });
    if (files.length > 0) await actions.relocate(uid, files);
  }
}
