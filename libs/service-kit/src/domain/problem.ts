import {
  type InputFault,
  type ProblemBody,
  type ProblemCode,
  problemCatalogue,
  problemTypeOf,
} from '@ai-teacher/contracts/problem.ts';

export type ProblemOptions = {
  /** A public sentence for this occurrence. */
  readonly detail?: string;
  /** What really happened; logged, never sent. */
  readonly cause?: unknown;
  readonly errors?: readonly InputFault[];
  /** Sent as `Retry-After`, in whole seconds. */
  readonly retryAfterSeconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Statuses whose answer always says when to come again (RFC 9110, 10.2.3). */
const asksToWait = (status: number): boolean => status === 429 || status === 503;

/**
 * A failure that the caller may know of. Its code is one of the closed catalogue, so its status and title are fixed;
 * `detail` is public and `cause` is private.
 */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly detail: string | undefined;
  readonly errors: readonly InputFault[] | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, options: ProblemOptions = {}) {
    super(options.detail ?? problemCatalogue[code].title, {
      cause: options.cause,
    });
    this.name = 'Problem';
    this.code = code;
    this.status = problemCatalogue[code].status;
    this.detail = options.detail;
    this.errors = options.errors;
    this.retryAfterSeconds = options.retryAfterSeconds ?? (asksToWait(this.status) ? 2 : undefined);
    this.headers = options.headers ?? {};
  }

  /** Whether an error is a Problem with one of these codes. */
  static is(error: unknown, ...codes: readonly ProblemCode[]): error is Problem {
    return error instanceof Problem && codes.includes(error.code);
  }

  /** The body to send: `application/problem+json`, RFC 9457. */
  toBody(requestId: string): ProblemBody {
    const { title, status } = problemCatalogue[this.code];
    return {
      type: problemTypeOf(this.code),
      title,
      status,
      code: this.code,
      ...(this.detail === undefined ? {} : { detail: this.detail }),
      requestId,
      ...(this.errors === undefined ? {} : { errors: [...this.errors] }),
    };
  }
}

/**
 * What an aborted request is told: the deadline passed, or the Problem that it was aborted with (the service stops).
 * Undefined when nothing was aborted or nobody is left to be told.
 */
export const problemOfAbort = (signal: AbortSignal | undefined, cause?: unknown): Problem | undefined => {
  const reason: unknown = signal?.aborted === true ? signal.reason : undefined;
  if (reason instanceof Problem) return reason;
  if (reason instanceof DOMException && reason.name === 'TimeoutError')
    return new Problem('deadline-exceeded', { cause: cause ?? reason });
  return undefined;
};
