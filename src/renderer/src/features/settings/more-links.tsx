import { Activity, Boxes, Keyboard } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { useActions } from '../../store/app-store.ts';

const LINKS = [
  { view: 'models', icon: Boxes },
  { view: 'health', icon: Activity },
  { view: 'shortcuts', icon: Keyboard },
] as const;

/** What people look for in the settings and find beside them. */
export function MoreLinks() {
  const { t } = useTranslation();
  const { show } = useActions();
  return (
    <nav aria-label={t('settings.more.title')} className="mt-10 flex flex-wrap gap-2">
      {LINKS.map(({ view, icon: Icon }) => (
        <Button key={view} icon={<Icon aria-hidden="true" size={16} />} onClick={() => show(view)}>
          {t(`settings.more.${view}`)}
        </Button>
      ))}
    </nav>
  );
}
