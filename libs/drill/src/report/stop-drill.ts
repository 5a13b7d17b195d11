import { type Stoppable, stopOnSignals } from '@ai-teacher/local-mesh/process/stop-on-signals.ts';
import { type Progress, plainProgress } from '@ai-teacher/local-mesh/terminal/progress.ts';
import { writeReport } from './write-report.ts';

/** The lines of a drill: what its report repeats when a signal ends the drill. */
export type DrillLines = {
  /** Registers the mesh that a signal stops. */
  readonly own: (owned: Stoppable) => void;
  readonly progress: Progress;
  /** Prints a line of the drill itself. */
  readonly print: (line: string) => void;
};

const maxLines = 40;

/** The report of a drill without an outcome. */
export const stoppedReportOf = (name: string, reason: string, lines: readonly string[]): string =>
  [
    `# Stopped before its end: ${name}`,
    '',
    `The drill was stopped (${reason}). Its checks did not run, so this report proves nothing.`,
    '',
    'The last lines of the drill:',
    '',
    '```',
    ...lines,
    '```',
    '',
  ].join('\n');

/**
 * Stops the mesh of a drill on a signal, and writes a report that says so. The drill then never ends with 0.
 */
export const stopDrillOnSignals = (name: string, printed: (line: string) => void): DrillLines => {
  const lines: string[] = [];
  const print = (line: string): void => {
    lines.push(line);
    if (lines.length > maxLines) lines.shift();
    printed(line);
  };
  const onStop = async (reason: string): Promise<void> => {
    printed(`Report: ${await writeReport(name, stoppedReportOf(name, reason, lines))}`);
  };
  const { register } = stopOnSignals(printed, { onStop });
  return { own: register, progress: plainProgress(print), print };
};
