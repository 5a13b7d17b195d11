import { inertText } from '@ai-teacher/contracts/inert-text.ts';
import {
  type InputFault,
  maxListedFaults,
  type ProblemBody,
  type ProblemCode,
  problemCatalogue,
  problemTypeOf,
} from '@ai-teacher/contracts/problem.ts';

export type ProblemOptions = {
  /** A public sentence about this occurrence. */
  readonly detail?: string;
  /** The private cause. Logged, never sent. */
  readonly cause?: unknown;
  readonly errors?: readonly InputFault[];
  /** Sent as `Retry-After`, in whole seconds. */
  readonly retryAfterSeconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Statuses whose answer always has `Retry-After` (RFC 9110, 10.2.3). */
const hasRetryAfter = (status: number): boolean => status === 429 || status === 503;

/**
 * A failure that is reported to the caller. Its code is in the closed catalogue, which fixes its status and
 * title. `detail` is public, `cause` is private.
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
    this.retryAfterSeconds = options.retryAfterSeconds ?? (hasRetryAfter(this.status) ? 2 : undefined);
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
      ...(this.detail === undefined ? {} : { detail: inertText(this.detail) }),
      requestId,
      ...(this.errors === undefined ? {} : listed(this.errors)),
    };
  }
}

const maxFaultCharacters = 200;
const cut = (text: string): string =>
  text.length <= maxFaultCharacters ? text : `${text.slice(0, maxFaultCharacters - 1).toWellFormed()}…`;

/** The first faults, each of bounded length, and the number of the others. */
const listed = (faults: readonly InputFault[]): Pick<ProblemBody, 'errors' | 'moreErrors'> => {
  const errors = faults
    .slice(0, maxListedFaults)
    .map(({ pointer, message, ...code }) => ({ pointer: cut(pointer), message: cut(message), ...code }));
  const more = faults.length - errors.length;
  return { errors, ...(more === 0 ? {} : { moreErrors: more }) };
};

/**
 * The problem of an aborted request: `deadline-exceeded`, or the Problem of the abort when the service stops.
 *
 * @returns undefined when the request was not aborted, or its client has left.
 */
export const problemOfAbort = (signal: AbortSignal | undefined, cause?: unknown): Problem | undefined => {
  const reason: unknown = signal?.aborted === true ? signal.reason : undefined;
  if (reason instanceof Problem) return reason;
  if (reason instanceof DOMException && reason.name === 'TimeoutError')
    return new Problem('deadline-exceeded', { cause: cause ?? reason });
  return undefined;
};
