/** Progress reports of the launcher. */
export type Progress = {
  /** The current step of a part: "downloading", "starting". */
  working(part: string, text: string): void;
  healthy(part: string): void;
  /** A message outside the list of parts: the end of a part, a restart, a warning. */
  note(text: string): void;
};

export const silentProgress: Progress = { working: () => {}, healthy: () => {}, note: () => {} };

/** Prints one plain line per change, for pipes and logs. */
export const plainProgress = (print: (line: string) => void): Progress => {
  const started = performance.now();
  const last = new Map<string, string>();
  const report = (part: string, text: string) => {
    if (last.get(part) === text) return;
    last.set(part, text);
    const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(6);
    print(`${seconds} s  ${part.padEnd(14)} ${text}`);
  };
  return {
    working: report,
    healthy: (part) => report(part, 'healthy'),
    note: print,
  };
};
