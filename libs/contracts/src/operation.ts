import { z } from 'zod';
import type { ProblemCode } from './problem.ts';
import type { Role, ServiceName } from './values.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Media type of the request body: application/json or multipart/form-data. */
export type BodyKind = 'json' | 'multipart';

/**
 * The allowed callers of an operation.
 * - `edge`: clients, through the gateway. `'public'` needs no token; otherwise one of the listed roles is
 *   required.
 * - `services`: the listed workloads, through the mesh listener. A verified user is required as well, except
 *   under `/internal/` and for public operations.
 */
export type Access = {
  readonly edge?: 'public' | readonly Role[];
  readonly services?: readonly ServiceName[];
};

/**
 * The order in which an overloaded service admits requests.
 * - `high`: sign-ins, renewals of tokens, and what a student does in a running exam.
 * - `normal`: everything else.
 * - `low`: lists, exports and explanations, which a client can repeat later without a loss.
 */
export type Priority = 'high' | 'normal' | 'low';

/** Shapes of the success statuses; `null` is an empty body. */
export type Success = Readonly<Partial<Record<200 | 201 | 202 | 204, z.ZodType | null>>>;

/** Events of a stream by name. The `data` of each event is parsed before the event is written. */
export type StreamEvents = Readonly<Record<string, z.ZodType>>;

/** The declaration of one operation: one method on one path of one service. */
export type Operation<
  Params extends z.ZodType | undefined = z.ZodType | undefined,
  Query extends z.ZodType | undefined = z.ZodType | undefined,
  Body extends z.ZodType | undefined = z.ZodType | undefined,
  Answers extends Success = Success,
  Stream extends StreamEvents | undefined = StreamEvents | undefined,
> = {
  /** A verb phrase. The contract constant, the use case and its file have the same name. */
  readonly operationId: string;
  readonly service: ServiceName;
  readonly summary: string;
  readonly method: Method;
  /** Path at the service, with `{name}` parameters. */
  readonly path: string;
  /** Path at the gateway; absent when clients may not call the operation. */
  readonly edgePath?: string;
  readonly access: Access;
  /** Headers with fixed values that every request carries. */
  readonly requestHeaders?: Readonly<Record<string, string>>;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly bodyKind?: BodyKind;
  /** Maximum size of the body in bytes; the default is 64 KiB. */
  readonly maxBodyBytes?: number;
  /** Whether the request body may be absent. An absent body is parsed as `{}`. */
  readonly bodyOptional?: boolean;
  readonly success: Answers;
  /** Media type of a success that is no JSON, such as a page. The service itself writes such an answer. */
  readonly mediaType?: string;
  /** Headers that every success carries. */
  readonly successHeaders?: readonly string[];
  /** Problems of this operation, in addition to those of every operation (`owedProblems`). */
  readonly problems: readonly ProblemCode[];
  /** The events of an answer as `text/event-stream`. */
  readonly stream?: Stream;
  /** `only`: every answer is a stream. `negotiated`: the `Accept` header decides. */
  readonly streamMode?: 'only' | 'negotiated';
  /**
   * Optional fields that only refuse a request from an outdated view, as JSON Pointers of the problem
   * `input-invalid`, such as `/revision` or `/query/revision`. A server of the previous release may refuse
   * them as unknown. A client then sends the request again without them, as it did before the field existed.
   */
  readonly precautions?: readonly string[];
  /**
   * The operation creates something, though its success is 200: it accepts the header `Idempotency-Key`.
   * Operations with 201 or 202 need no mark.
   */
  readonly creates?: true;
  /** Every process polls this operation continuously, so its successes are logged at debug level. */
  readonly routine?: true;
  /**
   * The priority of the requests when a service is overloaded: requests of low priority are refused first.
   * Absent: `normal`.
   */
  readonly priority?: Exclude<Priority, 'normal'>;
};

/**
 * Declares one operation and returns the declaration. The type parameters carry the shapes to `route` and
 * `call`.
 *
 * @throws Error at load time when the declaration contradicts itself (a public path under /internal/, a body
 * on GET).
 */
export const operation = <
  Params extends z.ZodType | undefined = undefined,
  Query extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
  const Answers extends Success = Success,
  const Stream extends StreamEvents | undefined = undefined,
>(
  declared: Operation<Params, Query, Body, Answers, Stream>,
): Operation<Params, Query, Body, Answers, Stream> => {
  const name = `${declared.service}.${declared.operationId}`;
  if (declared.path.startsWith('/internal/') && declared.edgePath !== undefined)
    throw new Error(`${name}: an internal operation must not have an edge path`);
  if ((declared.edgePath === undefined) !== (declared.access.edge === undefined))
    throw new Error(`${name}: edgePath and access.edge require each other`);
  if (declared.method === 'GET' && declared.body !== undefined)
    throw new Error(`${name}: GET must not have a body`);
  if (declared.stream !== undefined && declared.streamMode === undefined)
    throw new Error(`${name}: a stream must have a streamMode`);
  if (declared.stream !== undefined && declared.stream.error === undefined)
    throw new Error(`${name}: a stream must have an event \`error\` (streamFailure)`);
  return Object.freeze(declared);
};

/** The problems that an operation may answer without declaring them. Its inputs and its access decide. */
export const owedProblems = (op: Operation): readonly ProblemCode[] => {
  const owed: ProblemCode[] = [
    'malformed-request',
    'peer-not-allowed',
    'internal-error',
    'upstream-unavailable',
  ];
  owed.push('database-unavailable', 'overloaded', 'deadline-exceeded', 'rate-limited', 'headers-too-large');
  if (op.stream !== undefined) owed.push('too-many-streams');
  if (takesIdempotencyKey(op))
    owed.push(
      'idempotency-key-in-use',
      'idempotency-outcome-unknown',
      'idempotency-key-reused',
      'input-invalid',
    );
  if (needsUser(op)) owed.push('identity-missing', 'identity-mismatch', 'token-invalid');
  if (Array.isArray(op.access.edge) && op.access.edge.length < 3) owed.push('forbidden');
  if (op.body !== undefined)
    owed.push('payload-too-large', 'request-timeout', 'media-type-unsupported', 'input-invalid');
  if (op.query !== undefined) owed.push('input-invalid');
  if (op.params !== undefined) owed.push('not-found');
  return [...new Set(owed)];
};

/**
 * The header by which a client may repeat a request that creates something, without creating it twice
 * (draft-ietf-httpapi-idempotency-key-header). A client makes one random key for each thing that it wants to
 * create, and sends it again with every repetition.
 */
export const idempotencyKeyHeader = 'idempotency-key';

/** Set to `true` on an answer that repeats the stored answer of an earlier request. */
export const replayedHeader = 'idempotency-replayed';

/** Hours for which a key and its answer are stored. */
export const idempotencyHours = 24;

/** The value of the header. Quotation marks around it (the form of the draft) are allowed. */
export const idempotencyKey = z
  .stringFormat('idempotency-key', /^"?[A-Za-z0-9_-]{16,128}"?$/)
  .transform((value) => value.replaceAll('"', ''));

/**
 * Whether an operation accepts the header `Idempotency-Key`: when it creates something for a signed-in
 * person. Public operations have no person whose keys could be told apart.
 */
export const takesIdempotencyKey = ({ method, access, success, creates }: Operation): boolean =>
  method === 'POST' && Array.isArray(access.edge) && (creates === true || 201 in success || 202 in success);

export const priorityOf = ({ priority }: Pick<Operation, 'priority'>): Priority => priority ?? 'normal';

/** Whether a call needs a verified user: always, except for public operations and paths under /internal/. */
export const needsUser = (op: Pick<Operation, 'access' | 'path'>): boolean =>
  op.access.edge !== 'public' && !op.path.startsWith('/internal/');

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;
type Given<Schema> = Schema extends z.ZodType ? z.input<Schema> : undefined;

export type ParamsOf<Op> =
  Op extends Operation<infer P, infer _Q, infer _B, infer _S, infer _E> ? Parsed<P> : never;
export type QueryOf<Op> =
  Op extends Operation<infer _P, infer Q, infer _B, infer _S, infer _E> ? Parsed<Q> : never;
export type BodyOf<Op> =
  Op extends Operation<infer _P, infer _Q, infer B, infer _S, infer _E> ? Parsed<B> : never;
export type GivenParamsOf<Op> =
  Op extends Operation<infer P, infer _Q, infer _B, infer _S, infer _E> ? Given<P> : never;
export type GivenQueryOf<Op> =
  Op extends Operation<infer _P, infer Q, infer _B, infer _S, infer _E> ? Given<Q> : never;
export type GivenBodyOf<Op> =
  Op extends Operation<infer _P, infer _Q, infer B, infer _S, infer _E> ? Given<B> : never;

type AnswerShapes<S extends Success> = {
  [Status in keyof S]: S[Status] extends z.ZodType ? z.input<S[Status]> : undefined;
}[keyof S];

/** The result of a presenter: the union of the success shapes before the answer is parsed. */
export type AnswerOf<Op> =
  Op extends Operation<infer _P, infer _Q, infer _B, infer S, infer _E> ? AnswerShapes<S> : never;

type ReadShapes<S extends Success> = {
  [Status in keyof S]: S[Status] extends z.ZodType ? z.output<S[Status]> : undefined;
}[keyof S];

/** The answer that a caller reads: the union of the parsed success shapes. */
export type ReadOf<Op> =
  Op extends Operation<infer _P, infer _Q, infer _B, infer S, infer _E> ? ReadShapes<S> : never;

export type EventsOf<Op> =
  Op extends Operation<infer _P, infer _Q, infer _B, infer _S, infer E>
    ? E extends StreamEvents
      ? E
      : never
    : never;
