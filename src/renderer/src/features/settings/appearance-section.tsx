import { useTranslation } from 'react-i18next';
import { type Preferences, THEMES } from '../../../../shared/preferences.ts';
import { AmountField } from './amount-field.tsx';
import { ChoiceField } from './choice-field.tsx';
import { useSaving } from './save-context.ts';
import { Section } from './section.tsx';
import { ToggleField } from './toggle-field.tsx';

const SIZES_PERCENT = [80, 90, 100, 110, 125, 150, 175, 200];

export function AppearanceSection({ appearance }: Pick<Preferences, 'appearance'>) {
  const { t } = useTranslation();
  const { prefer } = useSaving();
  return (
    <Section part="appearance">
      <ChoiceField
        label={t('settings.appearance.theme')}
        value={appearance.theme}
        options={THEMES.map((theme) => ({ value: theme, words: t(`settings.appearance.${theme}`) }))}
        onChange={(theme) => void prefer({ appearance: { theme } })}
      />
      <div>
        <AmountField
          label={t('settings.appearance.size')}
          value={appearance.textSizePercent}
          usual={SIZES_PERCENT}
          words={(percent) => t('settings.appearance.percent', { percent })}
          onChange={(textSizePercent) => void prefer({ appearance: { textSizePercent } })}
        />
        <p
          className="overflow-hidden pb-3 leading-relaxed text-text-quiet"
          style={{ fontSize: `${appearance.textSizePercent / 100}rem` }}
        >
          {t('settings.appearance.sample')}
        </p>
      </div>
      <ToggleField
        label={t('settings.appearance.announcesText')}
        hint={t('settings.appearance.announcesTextHint')}
        isOn={appearance.announcesText}
        onChange={(announcesText) => void prefer({ appearance: { announcesText } })}
      />
    </Section>
  );
}
