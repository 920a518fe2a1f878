import { useTranslation } from 'react-i18next';
import type { HostDescription } from '../../../../shared/contract/page.ts';
import type { Preferences } from '../../../../shared/preferences.ts';
import { BrowserPermission } from './browser-permission.tsx';
import { useSaving } from './save-context.ts';
import { Section } from './section.tsx';
import { ToggleField } from './toggle-field.tsx';

export type NotificationsSectionProps = {
  readonly preferences: Preferences;
  readonly hostKind: HostDescription['kind'];
};

/** What calls a person who does something else meanwhile, and what goes on when the window is gone. */
export function NotificationsSection({ preferences, hostKind }: NotificationsSectionProps) {
  const { t } = useTranslation();
  const { prefer } = useSaving();
  const { notifications, keepInTray } = preferences;
  return (
    <Section part="notifications" what={t('settings.notifications.what')}>
      <ToggleField
        label={t('settings.notifications.finished')}
        isOn={notifications.finished}
        onChange={(finished) => void prefer({ notifications: { finished } })}
      />
      <ToggleField
        label={t('settings.notifications.failed')}
        isOn={notifications.failed}
        onChange={(failed) => void prefer({ notifications: { failed } })}
      />
      {hostKind === 'browser' ? (
        <BrowserPermission />
      ) : (
        <ToggleField
          label={t('settings.tray.label')}
          hint={t('settings.tray.hint')}
          isOn={keepInTray}
          onChange={(isOn) => void prefer({ keepInTray: isOn })}
        />
      )}
    </Section>
  );
}
