import { useTranslation } from 'react-i18next';
import { ORDER_MODES } from '../../../../shared/contract/methods.ts';
import type { HostDescription } from '../../../../shared/contract/page.ts';
import { ChoiceField } from './choice-field.tsx';
import { HoursField } from './hours-field.tsx';
import type { SettingsProps } from './limits-section.tsx';
import { useSaving } from './save-context.ts';
import { Section } from './section.tsx';
import { ToggleField } from './toggle-field.tsx';

/** When recordings are started, and which is next. */
export function ScheduleSection({
  settings,
  hostKind,
}: SettingsProps & { readonly hostKind: HostDescription['kind'] }) {
  const { t } = useTranslation();
  const { configure } = useSaving();
  const hint = hostKind === 'browser' ? { hint: t('settings.schedule.needsDesktop') } : {};
  return (
    <Section part="schedule" what={t('settings.schedule.what')}>
      <ChoiceField
        label={t('settings.schedule.order')}
        value={settings.order}
        options={ORDER_MODES.map((order) => ({ value: order, words: t(`settings.schedule.${order}`) }))}
        onChange={(order) => void configure({ order })}
      />
      <ToggleField
        label={t('settings.schedule.idle')}
        {...hint}
        isOn={settings.onlyWhenIdle}
        onChange={(onlyWhenIdle) => void configure({ onlyWhenIdle })}
      />
      <ToggleField
        label={t('settings.schedule.power')}
        {...hint}
        isOn={settings.onlyOnMainsPower}
        onChange={(onlyOnMainsPower) => void configure({ onlyOnMainsPower })}
      />
      <HoursField settings={settings} />
    </Section>
  );
}
