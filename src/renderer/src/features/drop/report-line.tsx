import { useTranslation } from 'react-i18next';
import type { IntakeReport } from '../../../../shared/contract/page.ts';
import type { ErrorCode } from '../../../../shared/errors.ts';
import { Popover } from '../../components/popover.tsx';
import { failureHint } from '../../i18n/failure-hint.ts';
import { useActions, useApp, useAppContext } from '../../store/app-store.ts';
import { type ReportPart, reportParts } from './report-parts.ts';

const LINK = 'rounded-control underline decoration-line-strong underline-offset-3 hover:decoration-text';

/** What has become of a drop by now. */
export function useReportParts(report: IntakeReport): readonly ReportPart[] {
  const { store } = useAppContext();
  // Something has come to its end: it may be one of these.
  useApp((state) => state.lanes.ended);
  return reportParts(report, (uid): ErrorCode | null => {
    const status = store.getState().jobs.get(uid)?.status;
    return status?.state === 'failed' ? status.failure.code : null;
  });
}

/** What became of a drop, in one line; each part leads to what it is about. */
export function ReportLine({ parts }: { readonly parts: readonly ReportPart[] }) {
  return (
    <span className="flex flex-wrap gap-x-1.5">
      {parts.map((part, index, { length }) => (
        // The point stays with the words before it: no line begins with one.
        <span key={part.outcome} className="flex gap-x-1.5">
          <Part part={part} />
          {index === length - 1 ? null : <span aria-hidden="true">·</span>}
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
        {part.problems.map(({ name, error }, index) => (
          // Two files of one name may lie in two folders.
          <li key={`${index} ${name}`} className="selectable">
            <span className="block truncate font-medium">{name}</span>
            <span className="block text-text-quiet">{error.message}</span>
            <span className="block text-text-quiet">{failureHint(error, t)}</span>
          </li>
        ))}
      </ul>
    </Popover>
  );
}
