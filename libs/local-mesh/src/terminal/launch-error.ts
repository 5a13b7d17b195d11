/**
 * A fault that the user can repair. `message` describes the fault, `advice` the repair. The launcher prints
 * both and exits with code 1.
 */
export class LaunchError extends Error {
  readonly advice: string;

  constructor(message: string, advice: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'LaunchError';
    this.advice = advice;
  }
}

/** The last sentence of every advice about a missing tool. */
export const containersAdvice =
  'Or run everything in containers: npm run secrets && docker compose up --build';

const diskFullPattern = /ENOSPC|no space left on device|disk quota exceeded/i;

/** Turns the various "disk full" errors into one message. Returns every other fault unchanged. */
export const explainDiskFull = (fault: unknown, place: string): unknown => {
  const text = fault instanceof Error ? `${fault.message} ${String(Reflect.get(fault, 'stderr') ?? '')}` : '';
  if (fault instanceof LaunchError || !diskFullPattern.test(text)) return fault;
  return new LaunchError(
    `The disk that holds ${place} is full.`,
    'Free some space (a first start needs about 4 GB) and start again.',
    { cause: fault },
  );
};

/** The text for the user about the fault that ended a command, followed by its causes. */
export const explainFault = (fault: unknown): string => {
  if (fault instanceof LaunchError) return `${fault.message}\n${fault.advice}`;
  if (!(fault instanceof Error)) return String(fault);
  return fault.cause === undefined ? fault.message : `${fault.message}\n${explainFault(fault.cause)}`;
};
