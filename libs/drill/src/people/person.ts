import { setTimeout as pause } from 'node:timers/promises';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import type { CallInput } from '@ai-teacher/contracts/call-input.ts';
import {
  idempotencyKeyHeader,
  type Operation,
  type ReadOf,
  takesIdempotencyKey,
} from '@ai-teacher/contracts/operation.ts';
import type { ProblemCode } from '@ai-teacher/contracts/problem.ts';
import { createEdgeClient, type EdgeClient, EdgeProblem } from '@ai-teacher/edge-client/edge-client.ts';
import { type Failure, isAboutKey, type Ledger, outcomeUnknown } from '../ledger.ts';

export type Credentials = { readonly email: string; readonly password: string };

/** The end of a drill's activity. */
export type Closing = { readonly signal: AbortSignal };

/** Thrown when the drill ends before a request succeeded. */
export class DrillEnded extends Error {}

const requestMilliseconds = 20_000;
/** A person tries again after this time, and after a longer one the next time. */
const retryMilliseconds = { first: 300, max: 3_000 };
/** Well below the life of an access token, which is 15 minutes. */
const signInEveryMilliseconds = 5 * 60_000;
/** Answers that ask for patience, whatever the operation. */
const asksForPatience = ({ outcome, code }: Failure): boolean =>
  typeof outcome !== 'number' || outcome === 429 || outcome >= 500 || isAboutKey(code);

/** Refusals that say that an earlier request, which had no answer, was carried out. */
export type Repeatable = {
  readonly doneCodes?: readonly ProblemCode[];
  /** For a person who has no account yet. */
  readonly withoutToken?: boolean;
};

/** One user of the drill. Retries like a good client: with growing delays, and never a refused request. */
export class Person {
  readonly name: string;
  readonly #credentials: Credentials;
  readonly #world: EdgeClient;
  readonly #ledger: Ledger;
  readonly #closing: Closing;
  #client: EdgeClient | undefined;
  #signedInAt = Number.NEGATIVE_INFINITY;
  #repeats = 0;
  #lastFailure: Failure | undefined;
  #signingIn: Promise<void> | undefined;

  constructor(
    credentials: Credentials,
    { gatewayUrl, ledger, closing }: { gatewayUrl: string; ledger: Ledger; closing: Closing },
  ) {
    this.name = credentials.email;
    this.#credentials = credentials;
    this.#world = createEdgeClient({ gatewayUrl });
    this.#ledger = ledger;
    this.#closing = closing;
  }

  /** The requests of this person that failed. Each of them may have been carried out. */
  get repeats(): number {
    return this.#repeats;
  }

  /** Sends a request until it is answered. @throws EdgeProblem when it is refused (4xx); DrillEnded. */
  async call<Op extends Operation>(op: Op, input: CallInput<Op>): Promise<ReadOf<Op>> {
    return this.#signedIn(op, async (client, key) => (await client.call(op, timed(input, key))).answer);
  }

  /** Opens a stream and reads it to its end; again when it breaks off. @throws as `call`. */
  async readStream<Op extends Operation>(op: Op, input: CallInput<Op>): Promise<void> {
    await this.#signedIn(op, async (client, key) => {
      const { answer: events } = await client.stream(op, timed(input, key));
      for await (const _ of events);
    });
  }

  /** Sends a request until it is carried out. Its effect may precede its last answer. */
  async carryOut<Op extends Operation>(
    op: Op,
    input: CallInput<Op>,
    { doneCodes = [], withoutToken = false }: Repeatable = {},
  ): Promise<void> {
    const before = this.#repeats;
    const sending = withoutToken ? this.callWithoutToken(op, input) : this.call(op, input);
    await sending.catch((fault: unknown) => {
      const code = fault instanceof EdgeProblem ? fault.problem?.code : undefined;
      // The refusal itself is the last failure, so a first refusal is no repeated request.
      if (code === undefined || !doneCodes.includes(code) || this.#repeats - before < 2) throw fault;
      // It confirms the request whose answer was lost, so it is no failure.
      const { failures } = this.#ledger;
      if (this.#lastFailure !== undefined) failures.splice(failures.lastIndexOf(this.#lastFailure), 1);
    });
  }

  /** Uploads a file until it is accepted. */
  async upload<Op extends Operation>(
    op: Op,
    input: CallInput<Op>,
    file: { readonly name: string; readonly bytes: Uint8Array },
  ): Promise<ReadOf<Op>> {
    return this.#signedIn(
      op,
      async (client, key) => (await client.upload(op, timed(input, key), file)).answer,
    );
  }

  /** Sends a request without a token until it is answered. */
  async callWithoutToken<Op extends Operation>(op: Op, input: CallInput<Op>): Promise<ReadOf<Op>> {
    return this.#repeat(op, async (headers) => (await this.#world.call(op, timed(input, headers))).answer);
  }

  async #signedIn<Answer>(
    op: Operation,
    send: (client: EdgeClient, headers: Headers) => Promise<Answer>,
  ): Promise<Answer> {
    if (performance.now() - this.#signedInAt > signInEveryMilliseconds) {
      // Requests that this person sends concurrently wait for one sign-in.
      this.#signingIn ??= this.#signIn().finally(() => {
        this.#signingIn = undefined;
      });
      await this.#signingIn;
    }
    return this.#repeat(op, (headers) => send(this.#client as EdgeClient, headers));
  }

  async #signIn(): Promise<void> {
    const answer = await this.callWithoutToken(signIn, { body: this.#credentials });
    this.#client = this.#world.as(answer.accessToken);
    this.#signedInAt = performance.now();
  }

  async #repeat<Answer>(op: Operation, send: (headers: Headers) => Promise<Answer>): Promise<Answer> {
    let key = keyFor(op);
    let previous: Failure | undefined;
    for (let wait = retryMilliseconds.first; ; wait = Math.min(wait * 2, retryMilliseconds.max)) {
      if (this.#closing.signal.aborted) {
        if (previous !== undefined) this.#noteUnknown(op);
        throw new DrillEnded();
      }
      const begin = { at: performance.now(), requestId: crypto.randomUUID() };
      try {
        const answer = await send({ ...key, 'x-request-id': begin.requestId });
        const { answered } = this.#ledger;
        answered.set(op.operationId, (answered.get(op.operationId) ?? 0) + 1);
        return answer;
      } catch (fault) {
        const failure: Failure = { ...failureOf(op, fault, begin), previous };
        previous = failure;
        this.#ledger.failures.push(failure);
        this.#repeats += 1;
        this.#lastFailure = failure;
        if (!asksForPatience(failure)) throw fault;
        // The first attempt was carried out, and its answer is lost: the person begins anew.
        if (failure.code === outcomeUnknown) {
          this.#noteUnknown(op);
          key = keyFor(op);
        }
      }
      await pause(wait, undefined, { signal: this.#closing.signal }).catch(() => undefined);
    }
  }

  #noteUnknown({ operationId }: Operation): void {
    this.#ledger.unknownOutcomes.push({ person: this.name, operation: operationId });
  }
}

type Headers = Readonly<Record<string, string>>;

/** All attempts of one request carry one key, so together they create one thing. */
const keyFor = (op: Operation): Headers =>
  takesIdempotencyKey(op) ? { [idempotencyKeyHeader]: crypto.randomUUID() } : {};

const timed = <Op extends Operation>(input: CallInput<Op>, headers: Headers): CallInput<Op> => ({
  ...input,
  headers,
  timeoutMilliseconds: requestMilliseconds,
});

/** The client chooses the request id, so that the logs of a request without an answer can be found. */
type Begin = { readonly at: number; readonly requestId: string };

const failureOf = (op: Operation, fault: unknown, { at, requestId }: Begin): Failure => {
  const about = { operation: op.operationId, service: op.service, requestId };
  const times = { beganAt: at, endedAt: performance.now() };
  if (fault instanceof EdgeProblem)
    return {
      ...about,
      ...times,
      outcome: fault.exchange.status,
      code: fault.problem?.code ?? 'no problem',
    };
  const isTimeout = fault instanceof DOMException && fault.name === 'TimeoutError';
  const code = fault instanceof Error ? fault.message : String(fault);
  return { ...about, ...times, outcome: isTimeout ? 'timeout' : 'network', code };
};
