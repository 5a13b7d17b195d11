import { ProgressBar } from 'react-aria-components';

type ProgressProps = {
  readonly label: string;
  /** From 0 to 1; undefined while the amount of work is unknown. */
  readonly share: number | undefined;
  readonly valueLabel?: string;
};

/** The progress of long work. Without a share it shows that the work goes on. */
export const Progress = ({ label, share, valueLabel }: ProgressProps) => (
  <ProgressBar
    className="progress"
    isIndeterminate={share === undefined}
    {...(share === undefined ? {} : { value: share * 100 })}
    aria-label={label}
  >
    <div className="progress-words">
      <span>{label}</span>
      <span>{valueLabel}</span>
    </div>
    <div className={share === undefined ? 'track unknown' : 'track'}>
      <div className="fill" style={{ inlineSize: `${(share ?? 0.3) * 100}%` }} />
    </div>
  </ProgressBar>
);
