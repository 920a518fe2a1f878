import { FileAudio, Folder, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Menu } from '../../components/menu.tsx';
import { EVERYWHERE_KEYS } from '../../keys/bindings.ts';
import { useShortcut } from '../../keys/use-key-words.ts';
import { useCommand } from '../../store/use-command.ts';
import { useChoose } from './use-choose.ts';

/** Files or a folder: no system has one dialog for both. */
export function AddButton() {
  const { t } = useTranslation();
  const choose = useChoose();
  const shortcut = useShortcut(EVERYWHERE_KEYS, 'add');
  useCommand('add', () => choose('recordings'));
  return (
    <Menu
      align="start"
      trigger={
        <Button icon={<Plus aria-hidden="true" size={16} />} aria-label={t('app.addRecordings')}>
          {t('app.add')}
        </Button>
      }
      items={[
        {
          kind: 'item',
          id: 'recordings',
          words: t('app.addRecordings'),
          icon: FileAudio,
          shortcut,
          run: () => choose('recordings'),
        },
        { kind: 'item', id: 'folder', words: t('app.addFolder'), icon: Folder, run: () => choose('folder') },
      ]}
    />
  );
}
