import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/use-formats.ts';
import { AmountField } from './amount-field.tsx';
import type { SettingsProps } from './limits-section.tsx';
import { useSaving } from './save-context.ts';

const MEGABYTE = 1_000_000;
const SIZES = [200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000].map((megabytes) => megabytes * MEGABYTE);

/** Two marks, the second never below the first: where they were one, the queue would stop and go on all the time. */
export function DiskFields({ settings: { blockBelowFreeBytes, resumeAboveFreeBytes } }: SettingsProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { configure } = useSaving();
  return (
    <>
      <AmountField
        label={t('settings.limits.stopBelow')}
        value={blockBelowFreeBytes}
        usual={SIZES}
        words={formats.size}
        onChange={(bytes) =>
          void configure({
            blockBelowFreeBytes: bytes,
            resumeAboveFreeBytes: Math.max(bytes, resumeAboveFreeBytes),
          })
        }
      />
      <AmountField
        label={t('settings.limits.goOnAbove')}
        value={resumeAboveFreeBytes}
        usual={SIZES.filter((size) => size >= blockBelowFreeBytes)}
        words={formats.size}
        onChange={(bytes) => void configure({ resumeAboveFreeBytes: bytes })}
      />
    </>
  );
}
