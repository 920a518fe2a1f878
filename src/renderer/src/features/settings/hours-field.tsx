import { useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueueSettings } from '../../../../shared/contract/methods.ts';
import type { SettingsProps } from './limits-section.tsx';
import { useSaving } from './save-context.ts';
import { minuteOfTime, timeOfDay, timeWords } from './time-of-day.ts';
import { ToggleField } from './toggle-field.tsx';

type Hours = NonNullable<QueueSettings['onlyBetween']>;

/** The hours in which most computers have nothing else to do. */
const USUAL: Hours = { fromMinute: 22 * 60, untilMinute: 6 * 60 };

/** Two times of day, between which recordings are started. */
export function HoursField({ settings: { onlyBetween } }: SettingsProps) {
  const { t } = useTranslation();
  const { configure } = useSaving();
  const save = (hours: Hours | null): void => void configure({ onlyBetween: hours });
  return (
    <div>
      <ToggleField
        label={t('settings.schedule.hours')}
        isOn={onlyBetween !== null}
        onChange={(isOn) => save(isOn ? USUAL : null)}
      />
      {onlyBetween === null ? null : (
        <div
          role="group"
          aria-label={t('settings.schedule.hours')}
          className="flex flex-wrap items-end gap-x-4 gap-y-2 pb-3"
        >
          <TimeField
            label={t('settings.schedule.from')}
            minute={onlyBetween.fromMinute}
            onChange={(fromMinute) => save({ ...onlyBetween, fromMinute })}
          />
          <TimeField
            label={t('settings.schedule.until')}
            minute={onlyBetween.untilMinute}
            onChange={(untilMinute) => save({ ...onlyBetween, untilMinute })}
          />
          <HoursWords hours={onlyBetween} />
        </div>
      )}
    </div>
  );
}

/** What the two times mean, which is not plain when they lie on two days or are one. */
function HoursWords({ hours: { fromMinute, untilMinute } }: { readonly hours: Hours }) {
  const { t, i18n } = useTranslation();
  const means = fromMinute < untilMinute ? 'sameDay' : fromMinute > untilMinute ? 'nextDay' : 'wholeDay';
  return (
    <p className="py-1.5 text-sm text-text-quiet">
      {t(`settings.schedule.${means}`, {
        from: timeWords(fromMinute, i18n.language),
        until: timeWords(untilMinute, i18n.language),
      })}
    </p>
  );
}

type TimeFieldProps = {
  readonly label: string;
  readonly minute: number;
  readonly onChange: (minute: number) => void;
};

function TimeField({ label, minute, onChange }: TimeFieldProps) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const { current } = field;
    // Its own change comes back while somebody still writes the minutes: their time stays, and so does the focus.
    if (current !== null && current !== document.activeElement) current.value = timeOfDay(minute);
  }, [minute]);
  return (
    <div className="flex items-center gap-2">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="time"
        ref={field}
        // Uncontrolled: a time that is half written has no value, and must not jump back.
        defaultValue={timeOfDay(minute)}
        onChange={(event) => {
          const next = minuteOfTime(event.target.value);
          if (next !== null) onChange(next);
        }}
        className="h-8 rounded-control border border-line-strong bg-surface-raised px-2 text-sm tabular disabled:opacity-50"
      />
    </div>
  );
}
