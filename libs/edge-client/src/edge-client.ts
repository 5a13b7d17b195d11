import type { AnyCallInput, CallInput } from '@ai-teacher/contracts/call-input.ts';
import type { EventsOf, Operation, ReadOf, Success } from '@ai-teacher/contracts/operation.ts';
import { locationOf } from '@ai-teacher/contracts/path-template.ts';
import { type ProblemBody, problemBody } from '@ai-teacher/contracts/problem.ts';
import type { ServiceName } from '@ai-teacher/contracts/values.ts';
import type { z } from 'zod';
import { readEventStream } from './event-stream-reader.ts';

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

/** An answer parsed by its contract, with the request id of the gateway. */
export type Answered<T> = {
  readonly status: number;
  readonly headers: Headers;
  readonly requestId: string;
  readonly answer: T;
};

export type StreamedEvent<Events> = {
  [Name in keyof Events & string]: {
    readonly id: string | null;
    readonly event: Name;
    readonly data: Events[Name] extends z.ZodType ? z.output<Events[Name]> : never;
  };
}[keyof Events & string];

/** An error answer of the gateway or of a service. `problem` is undefined when its body is not a problem. */
export class EdgeProblem extends Error {
  readonly exchange: Exchange;
  readonly problem: ProblemBody | undefined;

  constructor(exchange: Exchange, problem: ProblemBody | undefined) {
    const title = problem === undefined ? 'no problem body' : `${problem.code}: ${problem.title}`;
    const faults = problem?.errors?.map((fault) => `${fault.pointer} ${fault.message}`).join('; ');
    super(
      `${exchange.method} ${exchange.path} → ${exchange.status} ${title}${problem?.detail ? ` (${problem.detail})` : ''}${faults ? ` [${faults}]` : ''}, request ${exchange.requestId}`,
    );
    this.name = 'EdgeProblem';
    this.exchange = exchange;
    this.problem = problem;
  }
}

export type EdgeClient = {
  /** Calls an operation through the gateway. @throws EdgeProblem for every status above 299. */
  readonly call: <Op extends Operation>(op: Op, input: CallInput<Op>) => Promise<Answered<ReadOf<Op>>>;
  /** Sends a file and the fields of the contract's body as multipart/form-data. */
  readonly upload: <Op extends Operation>(
    op: Op,
    input: CallInput<Op>,
    file: { readonly name: string; readonly bytes: Uint8Array },
  ) => Promise<Answered<ReadOf<Op>>>;
  /** Calls an operation that answers with server-sent events. The contract parses each event on arrival. */
  readonly stream: <Op extends Operation>(
    op: Op,
    input: CallInput<Op>,
  ) => Promise<Answered<AsyncGenerator<StreamedEvent<EventsOf<Op>>>>>;
  /** The same client with the access token of a user. */
  readonly as: (accessToken: string) => EdgeClient;
};

const defaultTimeoutMilliseconds = 60_000;

const pathOf = (op: Operation, input: AnyCallInput): string => {
  if (op.edgePath === undefined) throw new Error(`${op.operationId} is not a public operation`);
  return locationOf(op.edgePath, input);
};

const problemIn = async (response: Response): Promise<ProblemBody | undefined> => {
  const parsed = problemBody.safeParse(await response.json().catch(() => undefined));
  return parsed.success ? parsed.data : undefined;
};

const parseAnswer = async <Op extends Operation>(op: Op, response: Response): Promise<ReadOf<Op>> => {
  const shape = (op.success as Success)[response.status as keyof Success];
  if (shape === undefined)
    throw new Error(`${op.operationId} answered with the undeclared status ${response.status}`);
  return (shape === null ? undefined : shape.parse(await response.json())) as ReadOf<Op>;
};

const parseEvents = async function* (
  op: Operation,
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<StreamedEvent<EventsOf<Operation>>> {
  for await (const { id, event, data } of readEventStream(body)) {
    const shape = op.stream?.[event];
    if (shape === undefined) throw new Error(`${op.operationId} sent an undeclared event ${event}`);
    yield { id, event, data: shape.parse(JSON.parse(data)) } as StreamedEvent<EventsOf<Operation>>;
  }
};

type Connection = {
  readonly gatewayUrl: string;
  readonly accessToken?: string;
  readonly observe?: (exchange: Exchange) => void;
};
type Payload = { readonly body?: string | FormData; readonly headers?: Record<string, string> };

const send = async (
  connection: Connection,
  op: Operation,
  input: AnyCallInput,
  payload: Payload,
): Promise<{ response: Response; requestId: string }> => {
  const path = pathOf(op, input);
  const { accessToken } = connection;
  const started = performance.now();
  const response = await fetch(new URL(path, connection.gatewayUrl), {
    method: op.method,
    headers: {
      ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
      ...payload.headers,
    },
    ...(payload.body === undefined ? {} : { body: payload.body }),
    signal: AbortSignal.timeout(input.timeoutMilliseconds ?? defaultTimeoutMilliseconds),
  });
  const requestId = response.headers.get('x-request-id') ?? '';
  const milliseconds = Math.round(performance.now() - started);
  const { status } = response;
  const { service, operationId, method } = op;
  const exchange = {
    service,
    operationId,
    method,
    path,
    body: input.body,
    status,
    requestId,
    milliseconds,
  };
  connection.observe?.(exchange);
  if (!response.ok) throw new EdgeProblem(exchange, await problemIn(response));
  return { response, requestId };
};

const jsonPayload = ({ body }: AnyCallInput): Payload =>
  body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };

/** The fields precede the file, so that the receiver knows them when the file arrives. */
const multipartPayload = ({ body }: AnyCallInput, file: { name: string; bytes: Uint8Array }): Payload => {
  const form = new FormData();
  for (const [name, value] of Object.entries((body ?? {}) as Record<string, string>)) form.set(name, value);
  form.set('file', new Blob([new Uint8Array(file.bytes)], { type: 'application/pdf' }), file.name);
  return { body: form };
};

const answered = <T>(response: Response, requestId: string, answer: T): Answered<T> => ({
  status: response.status,
  headers: response.headers,
  requestId,
  answer,
});

/**
 * Creates a typed client of the gateway. Paths, bodies and answers come from the contracts.
 * `observe` receives every exchange, also failed ones.
 */
export const createEdgeClient = (connection: Connection): EdgeClient => ({
  call: async (op, input) => {
    const { response, requestId } = await send(connection, op, input, jsonPayload(input));
    return answered(response, requestId, await parseAnswer(op, response));
  },
  upload: async (op, input, file) => {
    const payload = multipartPayload(input, file);
    const { response, requestId } = await send(connection, op, input, payload);
    return answered(response, requestId, await parseAnswer(op, response));
  },
  stream: async (op, input) => {
    const payload = jsonPayload(input);
    const headers = { ...payload.headers, accept: 'text/event-stream' };
    const { response, requestId } = await send(connection, op, input, { ...payload, headers });
    if (response.body === null) throw new Error(`${op.operationId} sent no stream`);
    return answered(response, requestId, parseEvents(op, response.body) as never);
  },
  as: (accessToken) => createEdgeClient({ ...connection, accessToken }),
});
