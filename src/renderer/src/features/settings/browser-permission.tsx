import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { useActions } from '../../store/app-store.ts';

type Permission = NotificationPermission | 'unsupported';

/** A browser asks the person itself, and only after a click on this page; its answer is told, whatever it is. */
export function BrowserPermission() {
  const { t } = useTranslation();
  const { allowNotifications } = useActions();
  const [permission, reread] = usePermission();
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-2.5">
      <div className="max-w-prose">
        <p className="font-medium">{t('settings.notifications.browser')}</p>
        <p role="status" className="mt-0.5 text-sm text-text-quiet">
          {t(`settings.notifications.${permission}`)}
        </p>
      </div>
      {permission === 'default' ? (
        <Button onClick={() => void allowNotifications().then(reread)}>
          {t('settings.notifications.allow')}
        </Button>
      ) : null}
    </div>
  );
}

/** What the browser says now, also after somebody has changed its settings beside the page. */
function usePermission(): readonly [Permission, () => void] {
  const [permission, setPermission] = useState(currentPermission);
  useEffect(() => {
    const leaving = new AbortController();
    const listen = async (): Promise<void> => {
      const status = await navigator.permissions.query({ name: 'notifications' });
      const { signal } = leaving;
      if (!signal.aborted)
        status.addEventListener('change', () => setPermission(currentPermission()), { signal });
    };
    // A browser that cannot tell of changes: what was read stands until the page is opened again.
    listen().catch(() => setPermission(currentPermission()));
    return () => leaving.abort();
  }, []);
  return [permission, () => setPermission(currentPermission())];
}

function currentPermission(): Permission {
  return typeof Notification === 'undefined' ? 'unsupported' : Notification.permission;
}
