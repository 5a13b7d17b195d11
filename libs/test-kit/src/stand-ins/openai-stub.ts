import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** One step of the scripted model within a stream. */
export type StreamStep =
  /** A delta of the answer; a function is called when the delta is sent. */
  | { text: string | (() => string) }
  /** Sends nothing for so long. */
  | { pauseMilliseconds: number }
  /** Sends nothing until the promise is fulfilled; without a promise, until the client leaves. */
  | { stall: Promise<unknown> | true }
  /** Closes the connection during the stream. */
  | { cut: true }
  /** Ends the body regularly, although the answer is incomplete. */
  | { endEarly: true }
  /** An error object in the middle of a 200. */
  | { error: { message: string; type?: string; code?: string } }
  /** An event with this data, which need not be JSON. */
  | { data: string };

/** The scripted reply to one request. Replies are used in order; the last one repeats. */
export type ModelReply = {
  /** Other than 200: an error with a JSON body. */
  status?: number;
  headers?: Record<string, string>;
  /** A 200 with this JSON instead of a stream. */
  body?: object;
  steps?: StreamStep[];
  /** Sends the stream in pieces of this number of bytes, so that characters and lines are split. */
  pieceBytes?: number;
  usage?: { prompt_tokens: number; completion_tokens: number };
};

export type RecordedRequest = {
  path: string;
  headers: IncomingHttpHeaders;
  body: { model: string; stream?: boolean; messages: { role: string; content: string }[] };
  /** `performance.now()` at the arrival of the request. */
  at: number;
  /** Fulfilled, with `performance.now()`, when the client leaves before the end. */
  aborted: Promise<number>;
};

export type OpenAiStub = {
  /** The base URL to give to a client: it ends in `/v1`. */
  url: string;
  requests: readonly RecordedRequest[];
  /** Replaces the script. Replies in progress continue. */
  script(...replies: ModelReply[]): void;
  /** The request with this number, counted from 1, when it has arrived. */
  request(number: number): Promise<RecordedRequest>;
  close(): Promise<void>;
};

const model = 'scripted-model';

/** The steps of an answer that is sent word by word. */
export const words = (answer: string): StreamStep[] => {
  return (answer.match(/\s*\S+\s*$|\s*\S+/g) ?? []).map((text) => ({ text }));
};

/**
 * A scripted server with the chat completions of OpenAI's API. It streams, stalls, cuts, fails inside a 200,
 * splits characters, and answers 429 or 500. It records every request, and when its client left.
 */
export const startOpenAiStub = async (...replies: ModelReply[]): Promise<OpenAiStub> => {
  let script = [...replies];
  const requests: RecordedRequest[] = [];
  const waiting: { number: number; resolve: (request: RecordedRequest) => void }[] = [];
  const record = (request: RecordedRequest) => {
    requests.push(request);
    for (const one of waiting.filter(({ number }) => number === requests.length)) one.resolve(request);
  };
  const server = createServer(async (request, response) => {
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk as Buffer);
    const gone = once(response, 'close').then(() => response.writableFinished);
    record({
      path: request.url ?? '',
      headers: request.headers,
      body: JSON.parse(Buffer.concat(body).toString('utf8') || '{}'),
      at: performance.now(),
      aborted: new Promise((resolve) => {
        void gone.then((finished) => (finished ? undefined : resolve(performance.now())));
      }),
    });
    const reply = (script.length > 1 ? script.shift() : script[0]) ?? {};
    await play(reply, response, gone);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    script: (...given) => {
      script = [...given];
    },
    request: (number) =>
      new Promise((resolve) => {
        const arrived = requests[number - 1];
        if (arrived) resolve(arrived);
        else waiting.push({ number, resolve });
      }),
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

const play = async (reply: ModelReply, response: ServerResponse, gone: Promise<unknown>): Promise<void> => {
  const { status = 200, headers = {}, body, steps = [], pieceBytes, usage } = reply;
  if (status !== 200) {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify({ error: { message: `scripted ${status}`, type: 'scripted', code: null } }));
    return;
  }
  if (body !== undefined) {
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', ...headers });
  response.flushHeaders();
  for (const step of steps) {
    if (response.destroyed) return;
    if ('cut' in step) {
      response.destroy();
      return;
    }
    if ('endEarly' in step) {
      response.end();
      return;
    }
    if ('stall' in step) await Promise.race([step.stall === true ? gone : step.stall, gone]);
    else if ('pauseMilliseconds' in step) await pause(step.pauseMilliseconds);
    else await send(response, 'data' in step ? step.data : dataOf(step), pieceBytes);
  }
  if (response.destroyed) return;
  await send(response, chunkOf({}, 'stop'), pieceBytes);
  if (usage)
    await send(response, { ...chunkOf({}), choices: [], usage: { ...usage, total_tokens: 0 } }, pieceBytes);
  response.end('data: [DONE]\n\n');
};

const dataOf = (step: Extract<StreamStep, { text: unknown } | { error: unknown }>): object => {
  if ('error' in step) return { error: step.error };
  return chunkOf({ content: typeof step.text === 'string' ? step.text : step.text() });
};

const chunkOf = (delta: { content?: string }, finishReason: string | null = null): object => {
  return {
    id: 'scripted',
    object: 'chat.completion.chunk',
    created: 0,
    model: model,
    choices: [{ index: 0, delta, finish_reason: finishReason }],
  };
};

const send = async (response: ServerResponse, data: object | string, pieceBytes?: number): Promise<void> => {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  const bytes = Buffer.from(`data: ${text}\n\n`, 'utf8');
  const size = pieceBytes ?? bytes.length;
  for (let from = 0; from < bytes.length; from += size) {
    if (response.destroyed) return;
    // Each piece is flushed before the next is written, so that it arrives separately.
    await new Promise((resolve) => response.write(bytes.subarray(from, from + size), resolve));
  }
};
