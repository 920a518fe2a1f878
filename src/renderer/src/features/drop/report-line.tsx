import { useTranslation } from 'react-i18next';
import type { IntakeReport } from '../../../../shared/contract/page.ts';
import type { ErrorCode } from '../../../../shared/errors.ts';
import { Popover } from '../../components/popover.tsx';
import { useActions, useApp, useAppContext } from '../../store/app-store.ts';
import { type ReportPart, reportParts } from './report-parts.ts';

const LINK = 'rounded-control underline decoration-line-strong underline-offset-3 hover:decoration-text';

/** What became of a drop, in one line; each part leads to what it is about. */
export function ReportLine({ report }: { readonly report: IntakeReport }) {
  const { store } = useAppContext();
  // Something has come to its end: it may be one of these.
  useApp((state) => state.lanes.ended);
  const failureOf = (uid: string): ErrorCode | null => {
    const status = store.getState().jobs.get(uid)?.status;
    return status?.state === 'failed' ? status.failure.code : null;
  };
  return (
    <span className="flex flex-wrap gap-x-1.5">
      {reportParts(report, failureOf).map((part, index) => (
        <span key={part.outcome} className="flex gap-x-1.5">
          {index === 0 ? null : <span aria-hidden="true">·</span>}
          <Part part={part} />
        </span>
      ))}
    </span>
  );
}

function Part({ part }: { readonly part: ReportPart }) {
  const { t } = useTranslation();
  const { select, show } = useActions();
  const words = t(`drop.report.${part.outcome}`, { count: part.count });
  const first = part.uids[0];
  if (first !== undefined && part.problems.length === 0) {
    const choose = (): void => {
      show('queue');
      select(part.uids, first);
    };
    return (
      <button type="button" className={LINK} onClick={choose}>
        {words}
      </button>
    );
  }
  return (
    <Popover
      label={words}
      align="center"
      trigger={
        <button type="button" className={LINK}>
          {words}
        </button>
      }
    >
      <ul className="flex max-h-60 flex-col gap-2 overflow-y-auto">
        {part.problems.map(({ name, message }) => (
          <li key={name} className="selectable">
            <span className="block truncate font-medium">{name}</span>
            <span className="text-text-quiet">{message}</span>
          </li>
        ))}
      </ul>
    </Popover>
  );
}
