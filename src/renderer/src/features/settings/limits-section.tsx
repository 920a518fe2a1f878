import { useTranslation } from 'react-i18next';
import type { QueueSettings } from '../../../../shared/contract/methods.ts';
import { DEVICES, type Device } from '../../../../shared/job-options.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import { AmountField, AutomaticField } from './amount-field.tsx';
import { ChoiceField } from './choice-field.tsx';
import { DiskFields } from './disk-fields.tsx';
import { useSaving } from './save-context.ts';
import { Section } from './section.tsx';
import { ToggleField } from './toggle-field.tsx';

export type SettingsProps = { readonly settings: QueueSettings };

const MINUTE_MS = 60_000;
const SLOTS = [1, 2, 3, 4, 5, 6, 7, 8];
const ATTEMPTS = [1, 2, 3, 4, 5, 7, 10];
const JOB_LIMITS_MS = [15, 30, 60, 120, 240, 480, 1440].map((minutes) => minutes * MINUTE_MS);
const CHUNK_LIMITS_MS = [1, 2, 5, 10, 30].map((minutes) => minutes * MINUTE_MS);
const DEVICE_WORDS = { auto: 'deviceAuto', cpu: 'cpu', gpu: 'gpu' } as const;
const MEMORY_RULES = ['downgrade', 'ask', 'fail'] as const;

/** How much of the computer is used, and when it is too much. */
export function LimitsSection({ settings, device }: SettingsProps & { readonly device: Device }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { configure, prefer } = useSaving();
  return (
    <Section part="limits" what={t('settings.limits.what')}>
      <ChoiceField
        label={t('settings.limits.device')}
        value={device}
        options={DEVICES.map((one) => ({ value: one, words: t(`settings.limits.${DEVICE_WORDS[one]}`) }))}
        onChange={(chosen) => void prefer({ job: { device: chosen } })}
      />
      <AutomaticField
        label={t('settings.limits.slots')}
        hint={t('settings.limits.slotsHint')}
        value={settings.slots}
        usual={SLOTS}
        words={formats.number}
        automatic={t('settings.automatic')}
        onChange={(slots) => void configure({ slots })}
      />
      <AutomaticField
        label={t('settings.limits.cores')}
        value={settings.cores}
        usual={Array.from({ length: navigator.hardwareConcurrency }, (_, index) => index + 1)}
        words={formats.number}
        automatic={t('settings.limits.allCores')}
        onChange={(cores) => void configure({ cores })}
      />
      <ChoiceField
        label={t('settings.limits.memory')}
        value={settings.onOutOfMemory}
        options={MEMORY_RULES.map((rule) => ({ value: rule, words: t(`settings.limits.${rule}`) }))}
        onChange={(onOutOfMemory) => void configure({ onOutOfMemory })}
      />
      <DiskFields settings={settings} />
      <AutomaticField
        label={t('settings.limits.jobLimit')}
        hint={t('settings.limits.jobLimitHint')}
        value={settings.jobLimitMs}
        usual={JOB_LIMITS_MS}
        words={formats.span}
        automatic={t('settings.automatic')}
        onChange={(jobLimitMs) => void configure({ jobLimitMs })}
      />
      <AutomaticField
        label={t('settings.limits.chunkLimit')}
        hint={t('settings.limits.chunkLimitHint')}
        value={settings.chunkLimitMs}
        usual={CHUNK_LIMITS_MS}
        words={formats.span}
        automatic={t('settings.automatic')}
        onChange={(chunkLimitMs) => void configure({ chunkLimitMs })}
      />
      <AmountField
        label={t('settings.limits.attempts')}
        value={settings.maxAttempts}
        usual={ATTEMPTS}
        words={formats.number}
        onChange={(maxAttempts) => void configure({ maxAttempts })}
      />
      <ToggleField
        label={t('settings.limits.logDetails')}
        hint={t('settings.limits.logDetailsHint')}
        isOn={settings.logDetails}
        onChange={(logDetails) => void configure({ logDetails })}
      />
    </Section>
  );
}
