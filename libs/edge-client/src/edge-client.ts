import { readAnswer } from '@ai-teacher/contracts/answers/read-answer.ts';
import type { AnyCallInput, CallInput } from '@ai-teacher/contracts/call-input.ts';
import type { EventsOf, Operation, ReadOf, Success } from '@ai-teacher/contracts/operation.ts';
import type { z } from 'zod';
import { readEventStream } from './event-stream-reader.ts';
import { followStream } from './follow-stream.ts';
import { knownToServer } from './precautions.ts';
import { type Connection, type Payload, type Sent, send } from './send-request.ts';

export { EdgeProblem, EdgeUnreachable, type Exchange, isProblem } from './edge-problem.ts';
export { patientRetries, type RetryPolicy } from './retry-rules.ts';
export type { TokenSource } from './send-request.ts';

/** An answer read by its contract (unknown fields left out), with the request id of the gateway. */
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

export type EdgeClient = {
  /** Calls an operation through the gateway. @throws EdgeProblem for every status above 299. */
  readonly call: <Op extends Operation>(op: Op, input: CallInput<Op>) => Promise<Answered<ReadOf<Op>>>;
  /** Sends a file and the fields of the contract's body as multipart/form-data. */
  readonly upload: <Op extends Operation>(
    op: Op,
    input: CallInput<Op>,
    file: { readonly name: string; readonly bytes: Uint8Array | Blob },
  ) => Promise<Answered<ReadOf<Op>>>;
  /**
   * Calls an operation that answers with server-sent events. The contract reads each event on arrival; events
   * that it does not know are left out.
   */
  readonly stream: <Op extends Operation>(
    op: Op,
    input: CallInput<Op>,
  ) => Promise<Answered<AsyncGenerator<StreamedEvent<EventsOf<Op>>>>>;
  /**
   * Follows a stream of a GET operation over interruptions, with `Last-Event-ID`. It ends after `done`,
   * `message.completed` or `error`, and when the signal aborts. @throws EdgeProblem for a lasting refusal.
   */
  readonly follow: <Op extends Operation>(
    op: Op,
    input: CallInput<Op>,
  ) => AsyncGenerator<StreamedEvent<EventsOf<Op>>>;
  /** Calls an operation whose answer is a file, such as CSV. */
  readonly download: <Op extends Operation>(op: Op, input: CallInput<Op>) => Promise<Answered<Blob>>;
  /** The same client with the access token of a user. */
  readonly as: (accessToken: string) => EdgeClient;
};

/** A stream that is followed may stay open until the gateway ends it, so its timeout is an hour. */
const followTimeoutMilliseconds = 3_600_000;

const parseAnswer = async <Op extends Operation>(op: Op, response: Response): Promise<ReadOf<Op>> => {
  const shape = (op.success as Success)[response.status as keyof Success];
  if (shape === undefined)
    throw new Error(`${op.operationId} answered with the undeclared status ${response.status}`);
  return (shape === null ? undefined : fitting(shape, await response.json())) as ReadOf<Op>;
};

/** @throws ZodError for an answer that does not fit its contract. */
const fitting = <Schema extends z.ZodType>(shape: Schema, answer: unknown): z.output<Schema> => {
  const read = readAnswer(shape, answer);
  if (!read.success) throw read.error;
  return read.data;
};

const parseEvents = async function* (
  op: Operation,
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<StreamedEvent<EventsOf<Operation>>> {
  for await (const { id, event, data } of readEventStream(body)) {
    const shape = op.stream?.[event];
    // A later release may send further events.
    if (shape === undefined) continue;
    yield { id, event, data: fitting(shape, JSON.parse(data)) } as StreamedEvent<EventsOf<Operation>>;
  }
};

const jsonPayload = ({ body }: AnyCallInput): Payload =>
  body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };

const blobOf = (bytes: Uint8Array | Blob): Blob =>
  bytes instanceof Blob ? bytes : new Blob([new Uint8Array(bytes)], { type: 'application/pdf' });

/** The fields precede the file, so that the receiver knows them when the file arrives. */
const multipartPayload = (
  { body }: AnyCallInput,
  file: { readonly name: string; readonly bytes: Uint8Array | Blob },
): Payload => {
  const form = new FormData();
  for (const [name, value] of Object.entries((body ?? {}) as Record<string, string>)) form.set(name, value);
  form.set('file', blobOf(file.bytes), file.name);
  return { body: form };
};

/** Sends a request, and again without the precautions that a server of the previous release refuses. */
const sendCall = async (connection: Connection, op: Operation, input: AnyCallInput): Promise<Sent> => {
  try {
    return await send(connection, op, input, jsonPayload(input));
  } catch (fault) {
    const known = knownToServer(op, input, fault);
    if (known === undefined) throw fault;
    return sendCall(connection, op, known);
  }
};

const answered = <T>(response: Response, requestId: string, answer: T): Answered<T> => ({
  status: response.status,
  headers: response.headers,
  requestId,
  answer,
});

const openStream = async (
  connection: Connection,
  op: Operation,
  input: AnyCallInput,
): Promise<Answered<AsyncGenerator<StreamedEvent<EventsOf<Operation>>>>> => {
  const payload = jsonPayload(input);
  const headers = { ...payload.headers, accept: 'text/event-stream' };
  const { response, requestId } = await send(connection, op, input, { ...payload, headers });
  if (response.body === null) throw new Error(`${op.operationId} sent no stream`);
  return answered(response, requestId, parseEvents(op, response.body));
};

const follow = (connection: Connection, op: Operation, input: AnyCallInput) =>
  followStream(async (lastEventId) => {
    const resumed = lastEventId === null ? {} : { 'last-event-id': lastEventId };
    const { answer } = await openStream(connection, op, {
      timeoutMilliseconds: followTimeoutMilliseconds,
      ...input,
      headers: { ...input.headers, ...resumed },
    });
    return answer;
  }, input.signal);

/**
 * Creates a typed client of the gateway. Paths, bodies and answers come from the contracts.
 * - `tokens` renews access tokens: a call whose token is refused is sent once more with the next token.
 * - `retry` repeats calls by the rules of `retry-rules.ts`. Without it a client never retries.
 * - `observe` receives every exchange, also failed ones.
 */
export const createEdgeClient = (connection: Connection): EdgeClient => ({
  call: async (op, input) => {
    const { response, requestId } = await sendCall(connection, op, input);
    return answered(response, requestId, await parseAnswer(op, response));
  },
  upload: async (op, input, file) => {
    const payload = multipartPayload(input, file);
    const { response, requestId } = await send(connection, op, input, payload);
    return answered(response, requestId, await parseAnswer(op, response));
  },
  stream: (op, input) => openStream(connection, op, input) as never,
  follow: (op, input) => follow(connection, op, input) as never,
  download: async (op, input) => {
    const { response, requestId } = await send(connection, op, input, jsonPayload(input));
    return answered(response, requestId, await response.blob());
  },
  as: (accessToken) => createEdgeClient({ ...connection, accessToken }),
});
