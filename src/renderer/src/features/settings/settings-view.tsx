import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { ViewFrame } from '../../components/view-frame.tsx';
import { useActions, useApp } from '../../store/app-store.ts';
import { AppearanceSection } from './appearance-section.tsx';
import { FilesSection } from './files-section.tsx';
import { LimitsSection } from './limits-section.tsx';
import { MoreLinks } from './more-links.tsx';
import { NotificationsSection } from './notifications-section.tsx';
import { PartLinks } from './part-links.tsx';
import { SavedContext } from './save-context.ts';
import { SavedMark } from './saved-mark.tsx';
import { ScheduleSection } from './schedule-section.tsx';
import { TranscriptionSection } from './transcription-section.tsx';

/** Everything that can be chosen once for all that follows. Each change is saved at once. */
export function SettingsView() {
  const { t } = useTranslation();
  const [savings, setSavings] = useState(0);
  const [onSaved] = useState(() => () => setSavings((count) => count + 1));
  return (
    <ViewFrame title={t('app.settings')} tools={<SavedMark savings={savings} />}>
      <SavedContext value={onSaved}>
        <Sections />
      </SavedContext>
    </ViewFrame>
  );
}

function Sections() {
  const { t } = useTranslation();
  const { resetSettings } = useActions();
  const preferences = useApp((state) => state.preferences);
  const settings = useApp((state) => state.status?.settings ?? null);
  const isUp = useApp((state) => state.line === 'up');
  const kind = useApp((state) => state.host?.kind ?? 'browser');
  if (preferences === null || settings === null)
    return <p className="text-text-quiet">{t('app.connecting')}</p>;
  return (
    // Whoever is cut off from the queue can read what is set, not change it.
    <fieldset disabled={!isUp} className="min-w-0 pb-16">
      <PartLinks />
      <TranscriptionSection job={preferences.job} />
      <FilesSection rule={preferences.exports} hostKind={kind} />
      <ScheduleSection settings={settings} hostKind={kind} />
      <NotificationsSection preferences={preferences} hostKind={kind} />
      <AppearanceSection appearance={preferences.appearance} />
      <LimitsSection settings={settings} device={preferences.job.device} />
      <MoreLinks />
      <div className="mt-10 flex flex-wrap items-center gap-3">
        <Button onClick={() => void resetSettings()}>{t('settings.reset.button')}</Button>
        <span className="text-sm text-text-quiet">{t('settings.reset.hint')}</span>
      </div>
    </fieldset>
  );
}
