import type { z } from 'zod';
import type { ProblemCode } from './problem.ts';
import type { Role, ServiceName } from './values.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Media type of the request body. `none` operations ignore no body: they have none to read. */
export type BodyKind = 'json' | 'multipart';

/**
 * Who may call an operation.
 * - `edge`: through the gateway; `'public'` without a token, otherwise the roles that may.
 * - `services`: through the mesh listener, by the workloads named. With a user unless the path is under `/internal/` or public.
 */
export type Access = {
  readonly edge?: 'public' | readonly Role[];
  readonly services?: readonly ServiceName[];
};

/** Shapes by success status; `null` stands for an empty body. */
export type Success = Readonly<Partial<Record<200 | 201 | 202 | 204, z.ZodType | null>>>;

/** Events of a stream by name; each `data` is parsed before it is written. */
export type StreamEvents = Readonly<Record<string, z.ZodType>>;

/** Media types other than application/json that a success may have (JWKS, event streams). */
export type Operation<
  Params extends z.ZodType | undefined = z.ZodType | undefined,
  Query extends z.ZodType | undefined = z.ZodType | undefined,
  Body extends z.ZodType | undefined = z.ZodType | undefined,
  Answers extends Success = Success,
  Stream extends StreamEvents | undefined = StreamEvents | undefined,
> = {
  /** A verb phrase; the same name is the constant, the use case's file and the OpenAPI operationId. */
  readonly operationId: string;
  readonly service: ServiceName;
  readonly summary: string;
  readonly method: Method;
  /** Path at the service, with `{name}` parameters. */
  readonly path: string;
  /** Path at the gateway; absent when the world may not call it. */
  readonly edgePath?: string;
  readonly access: Access;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly bodyKind?: BodyKind;
  /** Largest body in bytes; 64 KiB unless said. */
  readonly maxBodyBytes?: number;
  /** Whether a request body may be absent altogether (then `body` is parsed from `{}`). */
  readonly bodyOptional?: boolean;
  readonly success: Answers;
  /** Headers a success always carries. */
  readonly successHeaders?: readonly string[];
  /** Problems of its own, beside those that every operation owes (`owedProblems`). */
  readonly problems: readonly ProblemCode[];
  /** Answer as `text/event-stream`: always (`only`) or when the client accepts it (`negotiated`). */
  readonly stream?: Stream;
  readonly streamMode?: 'only' | 'negotiated';
  /** Asked by every process every second: an answer without fault is no news for the log. */
  readonly routine?: true;
};

/**
 * Declares one operation. The answer is the input, typed: the type parameters carry the shapes to `route` and `call`.
 *
 * @throws Error at load time when the declaration contradicts itself (a public path under /internal/, a body on GET).
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
    throw new Error(`${name}: an internal operation has no edge path`);
  if ((declared.edgePath === undefined) !== (declared.access.edge === undefined))
    throw new Error(`${name}: edgePath and access.edge go together`);
  if (declared.method === 'GET' && declared.body !== undefined) throw new Error(`${name}: GET has no body`);
  if (declared.stream !== undefined && declared.streamMode === undefined)
    throw new Error(`${name}: a stream says whether it is negotiated`);
  if (declared.stream !== undefined && declared.stream.error === undefined)
    throw new Error(`${name}: a stream that must break off says so in an event \`error\` (streamFailure)`);
  return Object.freeze(declared);
};

/** Problems every operation may answer, by what it reads; they need no mention in its declaration. */
export const owedProblems = (op: Operation): readonly ProblemCode[] => {
  const owed: ProblemCode[] = [
    'malformed-request',
    'peer-not-allowed',
    'internal-error',
    'upstream-unavailable',
  ];
  owed.push('database-unavailable', 'overloaded', 'deadline-exceeded', 'rate-limited', 'headers-too-large');
  if (needsUser(op)) owed.push('identity-missing', 'identity-mismatch', 'token-invalid');
  if (Array.isArray(op.access.edge) && op.access.edge.length < 3) owed.push('forbidden');
  if (op.body !== undefined)
    owed.push('payload-too-large', 'request-timeout', 'media-type-unsupported', 'input-invalid');
  if (op.query !== undefined) owed.push('input-invalid');
  if (op.params !== undefined) owed.push('not-found');
  return [...new Set(owed)];
};

/** Whether a verified user must stand behind a call: always, but for public operations and those under /internal/. */
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

/** What a presenter must give: the union of the success shapes, before they are parsed on the way out. */
export type AnswerOf<Op> =
  Op extends Operation<infer _P, infer _Q, infer _B, infer S, infer _E> ? AnswerShapes<S> : never;

type ReadShapes<S extends Success> = {
  [Status in keyof S]: S[Status] extends z.ZodType ? z.output<S[Status]> : undefined;
}[keyof S];

/** What a caller reads: the union of the success shapes, parsed. */
export type ReadOf<Op> =
  Op extends Operation<infer _P, infer _Q, infer _B, infer S, infer _E> ? ReadShapes<S> : never;

export type EventsOf<Op> =
  Op extends Operation<infer _P, infer _Q, infer _B, infer _S, infer E>
    ? E extends StreamEvents
      ? E
      : never
    : never;
