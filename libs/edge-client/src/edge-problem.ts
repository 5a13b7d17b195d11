import { readAnswer } from '@ai-teacher/contracts/answers/read-answer.ts';
import { type ProblemBody, type ProblemCode, problemBody } from '@ai-teacher/contracts/problem.ts';
import type { ServiceName } from '@ai-teacher/contracts/values.ts';

/** One request and its outcome, for callers that log or check requests. */
export type Exchange = {
  /** The service that the operation belongs to. */
  readonly service: ServiceName;
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly status: number;
  readonly requestId: string;
  readonly milliseconds: number;
};

/** An error answer of the gateway or of a service. `problem` is undefined when its body is not a problem. */
export class EdgeProblem extends Error {
  readonly exchange: Exchange;
  readonly problem: ProblemBody | undefined;
  /** Seconds of the header `Retry-After`; undefined without the header. */
  readonly retryAfterSeconds: number | undefined;

  constructor(exchange: Exchange, problem: ProblemBody | undefined, retryAfterSeconds?: number) {
    const title = problem === undefined ? 'no problem body' : `${problem.code}: ${problem.title}`;
    const faults = problem?.errors?.map((fault) => `${fault.pointer} ${fault.message}`).join('; ');
    super(
      `${exchange.method} ${exchange.path} → ${exchange.status} ${title}${problem?.detail ? ` (${problem.detail})` : ''}${faults ? ` [${faults}]` : ''}, request ${exchange.requestId}`,
    );
    this.name = 'EdgeProblem';
    this.exchange = exchange;
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * No answer arrived: the network, the name or the gateway is unavailable. `cause` is the fault of
 * `fetch`.
 */
export class EdgeUnreachable extends TypeError {
  constructor(method: string, path: string, cause: unknown) {
    super(`${method} ${path} got no answer`, { cause });
    this.name = 'EdgeUnreachable';
  }
}

/** Whether a fault is the problem with one of the given codes. Narrows to an `EdgeProblem` with its body. */
export const isProblem = <Code extends ProblemCode>(
  fault: unknown,
  ...codes: readonly Code[]
): fault is EdgeProblem & { readonly problem: ProblemBody & { readonly code: Code } } =>
  fault instanceof EdgeProblem && codes.some((code) => code === fault.problem?.code);

const secondsIn = (header: string | null): number | undefined =>
  header !== null && /^\d+$/.test(header) ? Number(header) : undefined;

/** Reads the error answer of an exchange. A body that is no problem leaves `problem` undefined. */
export const readProblem = async (exchange: Exchange, response: Response): Promise<EdgeProblem> => {
  const parsed = readAnswer(problemBody, await response.json().catch(() => undefined));
  const seconds = secondsIn(response.headers.get('retry-after'));
  return new EdgeProblem(exchange, parsed.success ? parsed.data : undefined, seconds);
};
