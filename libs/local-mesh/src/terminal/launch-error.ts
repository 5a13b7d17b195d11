/**
 * A fault that the person at the keyboard can do something about. `message` says what is wrong,
 * `advice` what to do; the launcher prints both and ends with exit code 1.
 */
export class LaunchError extends Error {
  readonly advice: string;

  constructor(message: string, advice: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'LaunchError';
    this.advice = advice;
  }
}

/** The sentence that ends every message about a missing tool. */
export const otherWay = 'Or run everything in containers: cp .env.example .env && docker compose up --build';

const diskFull = /ENOSPC|no space left on device|disk quota exceeded/i;

/** Turns the many shapes of "disk full" into one message; every other fault is handed back unchanged. */
export const explainDiskFull = (fault: unknown, place: string): unknown => {
  const text = fault instanceof Error ? `${fault.message} ${String(Reflect.get(fault, 'stderr') ?? '')}` : '';
  if (fault instanceof LaunchError || !diskFull.test(text)) return fault;
  return new LaunchError(
    `The disk that holds ${place} is full.`,
    'Free some space (a first start needs about 4 GB) and start again.',
    { cause: fault },
  );
};

/** What to tell the person who gave a command about what ended it; a cause is told after its effect. */
export const explainFault = (fault: unknown): string => {
  if (fault instanceof LaunchError) return `${fault.message}\n${fault.advice}`;
  if (!(fault instanceof Error)) return String(fault);
  return fault.cause === undefined ? fault.message : `${fault.message}\n${explainFault(fault.cause)}`;
};
