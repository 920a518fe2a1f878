import { classNames } from './class-names.ts';

export type ProgressProps = {
  /** 0 to 1; null: at work, and nobody knows how far. */
  readonly fraction: number | null;
  /** What is progressing. */
  readonly label: string;
  readonly isLive?: boolean;
};

/** A bar of 4 px. It moves in a straight line: anything else would look like another speed. */
export function Progress({ fraction, label, isLive = true }: ProgressProps) {
  const percent = fraction === null ? null : Math.floor(fraction * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent === null ? {} : { 'aria-valuenow': percent })}
      data-track
      // Thinned rather than a colour of its own: it is seen on every surface, also of a chosen row.
      className="h-1 overflow-hidden rounded-full bg-line-strong/30"
    >
      <div
        data-fill
        className={classNames(
          'h-full rounded-full ease-linear',
          isLive ? 'bg-accent' : 'bg-line-strong',
          fraction === null ? 'sweep w-1/3' : 'w-full origin-left transition-transform duration-500',
        )}
        {...(fraction === null ? {} : { style: { transform: `scaleX(${fraction})` } })}
      />
    </div>
  );
}
