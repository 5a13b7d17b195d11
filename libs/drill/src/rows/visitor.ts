import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import type { CallInput } from '@ai-teacher/contracts/call-input.ts';
import type { Operation, ReadOf } from '@ai-teacher/contracts/operation.ts';
import {
  createEdgeClient,
  type EdgeClient,
  EdgeProblem,
  patientRetries,
} from '@ai-teacher/edge-client/edge-client.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';

/** The outcome of one request, as a user saw it. */
export type Seen<Answer = unknown> = {
  /** 0 without an answer. */
  readonly status: number;
  readonly code: string;
  readonly milliseconds: number;
  readonly hasRetryAfter: boolean;
  readonly answer?: Answer;
};

export type Credentials = { readonly email: string; readonly password: string };

/** A signed-in user, or a visitor without a token. */
export type Visitor = {
  readonly client: EdgeClient;
  readonly see: <Op extends Operation>(op: Op, input: CallInput<Op>) => Promise<Seen<ReadOf<Op>>>;
};

const requestMilliseconds = 20_000;

const seeThrough =
  (client: EdgeClient): Visitor['see'] =>
  async (op, input) => {
    const beganAt = performance.now();
    const passed = () => performance.now() - beganAt;
    try {
      const timed = { ...input, timeoutMilliseconds: requestMilliseconds };
      const { status, answer } = await client.call(op, timed);
      return { status, code: '', milliseconds: passed(), hasRetryAfter: false, answer };
    } catch (fault) {
      if (!(fault instanceof EdgeProblem))
        return { status: 0, code: 'no answer', milliseconds: passed(), hasRetryAfter: false };
      const { exchange, problem } = fault;
      return {
        status: exchange.status,
        code: problem?.code ?? 'no problem',
        milliseconds: passed(),
        hasRetryAfter: fault.retryAfterSeconds !== undefined,
      };
    }
  };

export const visitorOf = (client: EdgeClient): Visitor => ({ client, see: seeThrough(client) });

/** A signed-in user. The sign-in waits for its budget, and the requests afterwards repeat nothing. */
export const enter = async (gatewayUrl: string, body: Credentials): Promise<Visitor> => {
  const patient = createEdgeClient({ gatewayUrl, retry: patientRetries });
  const { accessToken } = (await patient.call(signIn, { body })).answer;
  return visitorOf(createEdgeClient({ gatewayUrl }).as(accessToken));
};

/** Counts by status and code, such as `40 × 200, 2 × 503 overloaded`. */
export const countsOf = (all: readonly Seen[]): string =>
  [...Map.groupBy(all, ({ status, code }) => `${status} ${code}`.trim())]
    .map(([what, some]) => `${some.length} × ${what}`)
    .join(', ');

/** The longest time of the requests, in seconds. */
export const slowest = (all: readonly Seen[]): string =>
  `${(Math.max(...all.map(({ milliseconds }) => milliseconds)) / 1_000).toFixed(1)} s`;

/** Seconds until the request is answered with a success. @throws Error after 60 s. */
export const secondsUntilAnswered = async (send: () => Promise<Seen>): Promise<number> => {
  const beganAt = performance.now();
  const isAnswered = async () => {
    const { status } = await send();
    return status >= 200 && status < 300;
  };
  await waitUntil(isAnswered, { what: 'an answer', timeoutSeconds: 60, everyMilliseconds: 100 });
  return (performance.now() - beganAt) / 1_000;
};
