import { inertFormOf } from '@ai-teacher/contracts/inert-text.ts';
import type { AnswerOf, Operation, Success } from '@ai-teacher/contracts/operation.ts';
import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { z } from 'zod';
import type { RateLimit } from '../clients/rate-limit.ts';
import type { Input } from '../domain/input.ts';
import { Problem } from '../domain/problem.ts';
import type { ServiceContext } from '../request-state.ts';

/** An answer with its own headers, or with one of several statuses of the contract. */
export class Reply<Body> {
  readonly status: number;
  readonly body: Body;
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, body: Body, headers: Readonly<Record<string, string>> = {}) {
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

export type RouteOptions = {
  /** Counted by user before the body is read, so refused and invalid requests count as well. */
  readonly limit?: RateLimit;
  /** Maximum seconds for the whole answer. Default: 15; unlimited for streams and uploads. */
  readonly deadlineSeconds?: number;
  /** The use case bounds its work in progress itself, such as the verification of passwords. */
  readonly hasOwnQueue?: true;
  /** Reads a repeated upload and returns its hash (`uploads/read-upload.ts`). */
  readonly hashUpload?: (ctx: ServiceContext) => Promise<Buffer>;
  /**
   * Answers a repeated request from the service's own database, by the `answerReference` that the first
   * request has set. For streams, and for answers of which the reader may lose a part meanwhile.
   */
  readonly answerAgain?: (ctx: ServiceContext, input: ParsedInput, reference: string) => Promise<void>;
  /**
   * The longest time that an answer without a deadline takes, and for which its idempotency key is renewed.
   * Default: 15 minutes.
   */
  readonly maxAnswerSeconds?: number;
};

/** The input of any operation, parsed by its contract. */
export type ParsedInput = Omit<Input<Operation>, 'params' | 'query' | 'body' | 'principal'> & {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly principal: Principal | undefined;
};

export type Route = {
  readonly operation: Operation;
  readonly options: RouteOptions;
  /** Runs the use case and puts its answer on the context. */
  readonly answer: (ctx: ServiceContext, input: ParsedInput) => Promise<void>;
  /** Whether the handler reads the request's body itself. */
  readonly readsBody: boolean;
};

const onlyStatusOf = (op: Operation): number => {
  const statuses = Object.keys(op.success);
  if (statuses.length !== 1)
    throw new Error(`${op.operationId}: give the status with Reply, the contract has several`);
  return Number(statuses[0]);
};

/** The form of parsed data for the caller: a client gets inert text, a service gets the text unchanged. */
export const formFor = (ctx: ServiceContext, schema: z.ZodType): ((data: unknown) => unknown) =>
  ctx.state.request.caller?.kind === 'service' ? (data) => data : inertFormOf(schema);

/**
 * Sends an answer after its contract has parsed it, so a field that the contract does not name is never sent.
 * Text that leaves to a client becomes inert; another service gets it unchanged.
 *
 * @throws Problem `internal-error` when status, body or headers do not fit the contract.
 */
export const sendAnswer = (op: Operation, ctx: ServiceContext, answer: unknown): void => {
  const reply = answer instanceof Reply ? answer : new Reply(onlyStatusOf(op), answer);
  const schema = (op.success as Success)[reply.status as keyof Success];
  if (schema === undefined)
    throw new Problem('internal-error', {
      cause: new Error(`${op.operationId} does not declare status ${reply.status}`),
    });
  ctx.set(reply.headers);
  for (const header of op.successHeaders ?? [])
    if (!ctx.res.hasHeader(header))
      throw new Problem('internal-error', {
        cause: new Error(`${op.operationId} did not set the header ${header}`),
      });
  if (schema === null) {
    ctx.body = null;
    ctx.status = reply.status;
    return;
  }
  const parsed = schema.safeParse(reply.body);
  if (!parsed.success) throw new Problem('internal-error', { cause: parsed.error });
  ctx.status = reply.status;
  if (!ctx.res.hasHeader('cache-control')) ctx.set('cache-control', 'no-store');
  ctx.body = JSON.stringify(formFor(ctx, schema)(parsed.data));
  ctx.type = 'application/json';
};

/**
 * One route of a routes table: an operation, its use case and its presenter.
 *
 * @param useCase takes the parsed input; throws Problem.
 * @param present turns the result of the use case into the contract's shape, or into a `Reply` when status or
 *   headers vary.
 */
export const route = <Op extends Operation, Result>(
  op: Op,
  useCase: (input: Input<Op>) => Promise<Result>,
  present: (result: Result) => AnswerOf<Op> | Reply<AnswerOf<Op>>,
  options: RouteOptions = {},
): Route => {
  return {
    operation: op,
    options,
    readsBody: false,
    answer: async (ctx, input) => {
      const result = await useCase(input as Input<Op>);
      sendAnswer(op, ctx, present(result));
    },
  };
};

/** The presenter of operations whose success has no body. */
export const nothing = (): undefined => undefined;

/**
 * A route whose handler reads or writes the wire itself (an upload, a stream). The pipeline before the
 * handler is the same: params, query and a JSON body are parsed. A multipart body is left unread for the
 * handler.
 */
export const wireRoute = <Op extends Operation>(
  op: Op,
  handler: (ctx: ServiceContext, input: Input<Op>) => Promise<void>,
  options: RouteOptions = {},
): Route => {
  return {
    operation: op,
    options,
    readsBody: op.bodyKind === 'multipart',
    answer: (ctx, input) => handler(ctx, input as Input<Op>),
  };
};
