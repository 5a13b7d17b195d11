/** What the launcher tells a person while it works. */
export type Progress = {
  /** A part is being worked on: "downloading", "starting". */
  working(part: string, text: string): void;
  healthy(part: string): void;
  /** Something that does not belong to the list of parts: an end, a restart, a warning. */
  note(text: string): void;
};

export const silentProgress: Progress = { working: () => {}, healthy: () => {}, note: () => {} };

/** One plain line per change, for pipes and logs. */
export const linesProgress = (print: (line: string) => void): Progress => {
  const started = performance.now();
  const last = new Map<string, string>();
  const say = (part: string, text: string) => {
    if (last.get(part) === text) return;
    last.set(part, text);
    const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(6);
    print(`${seconds} s  ${part.padEnd(14)} ${text}`);
  };
  return {
    working: say,
    healthy: (part) => say(part, 'healthy'),
    note: print,
  };
};
