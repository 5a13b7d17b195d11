import { Buffer } from 'node:buffer';
import {
  type ClientRequest,
  Agent as HttpAgent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestOptions,
  request as requestHttp,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type ProblemBody, problemBody } from '@ai-teacher/contracts/problem.ts';
import type { Answer, Bytes, Question } from './exchange.ts';

export type Sender = {
  /** Sends one request to the gateway and to no other host, from a given address of this machine. */
  readonly send: (question: Question | Bytes, from?: string) => Promise<Answer>;
  readonly close: () => void;
};

const timeoutMilliseconds = 30_000;
/** The maximum number of characters of a body that are read. The checks need no more. */
const maxTextLength = 256 * 1_024;

const problemIn = (text: string): ProblemBody | undefined => {
  try {
    return problemBody.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

const answerOf = (status: number, headers: IncomingHttpHeaders, text: string): Answer => ({
  status,
  headers,
  text,
  problem: problemIn(text),
});
const noAnswer = answerOf(0, {}, '');

const textOf = async (message: IncomingMessage): Promise<string> => {
  // A stream does not end, so its text is not awaited.
  if (message.headers['content-type']?.startsWith('text/event-stream')) {
    message.destroy();
    return '';
  }
  let text = '';
  try {
    for await (const chunk of message) {
      text += chunk;
      if (text.length > maxTextLength) break;
    }
  } catch {
    // The connection broke: the text received so far is checked.
  }
  return text;
};

const write = (request: ClientRequest, { body, chunked = false }: Question): void => {
  if (!chunked) {
    request.end(body);
    return;
  }
  for (const piece of String(body).match(/.{1,16384}/gs) ?? []) request.write(piece);
  request.end();
};

const exchange = (request: ClientRequest, question: Question): Promise<Answer> =>
  new Promise((resolve, reject) => {
    request.once('response', (message) => {
      const { statusCode = 0, headers } = message;
      textOf(message).then((text) => resolve(answerOf(statusCode, headers, text)), reject);
    });
    // The gateway must never grant these; a grant becomes the answer to check.
    for (const event of ['upgrade', 'connect'] as const)
      request.once(event, (message: IncomingMessage) => {
        request.destroy();
        resolve(answerOf(message.statusCode ?? 0, message.headers, ''));
      });
    request.on('error', (fault: NodeJS.ErrnoException) => {
      const isCut = ['ECONNRESET', 'EPIPE', 'ABORT_ERR'].includes(fault.code ?? '');
      if (isCut) resolve(noAnswer);
      else reject(fault);
    });
    write(request, question);
  });

/** Parses the first answer on a raw connection. */
const parsed = (text: string): Answer => {
  const [head = '', body = ''] = text.split(/\r\n\r\n(.*)/s);
  const [first = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line) => {
    const [name = '', value = ''] = line.split(/: ?(.*)/s);
    return [name.toLowerCase(), value] as const;
  });
  return answerOf(Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? 0), Object.fromEntries(headers), body);
};

/** Whether the text holds all bytes that its content-length announces. */
export const isWhole = (text: string): boolean => {
  const [head = '', body] = text.split(/\r\n\r\n(.*)/s);
  const length = /^content-length: (\d+)$/im.exec(head)?.[1];
  return body !== undefined && length !== undefined && Buffer.byteLength(body) >= Number(length);
};

const sendBytes = async (url: URL, bytes: string, from: string | undefined): Promise<Answer> => {
  const isTls = url.protocol === 'https:';
  const place = { host: url.hostname, port: Number(url.port || (isTls ? 443 : 80)), localAddress: from };
  const socket = isTls
    ? connectTls({ ...place, servername: url.hostname, ALPNProtocols: ['http/1.1'] })
    : connect(place);
  socket.setTimeout(timeoutMilliseconds, () => socket.destroy());
  socket.write(bytes, 'latin1');
  let text = '';
  try {
    for await (const chunk of socket) {
      text += chunk;
      if (isWhole(text)) break;
    }
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'ECONNRESET') throw fault;
  } finally {
    socket.destroy();
  }
  return parsed(text);
};

/**
 * Creates a client of one gateway that sends requests unchanged: it normalises no path and adds no header but
 * Host.
 *
 * @param gatewayUrl http or https; the client connects to no other host.
 * @throws (send) when the gateway refuses the connection. A missing answer is an answer with status 0.
 */
export const createSender = (gatewayUrl: string): Sender => {
  const url = new URL(gatewayUrl);
  const isTls = url.protocol === 'https:';
  const options = { keepAlive: true, maxFreeSockets: 16 };
  const kept = isTls ? new HttpsAgent(options) : new HttpAgent(options);
  const ask = async (
    question: Question,
    from: string | undefined,
    agent: typeof kept | false = kept,
  ): Promise<Answer> => {
    const { method, path, headers = {}, body, chunked = false } = question;
    const length =
      body === undefined || chunked || 'content-length' in headers
        ? {}
        : { 'content-length': Buffer.byteLength(body) };
    // Not `AbortSignal.timeout`, whose timer runs, and makes an error, long after the answer.
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), timeoutMilliseconds);
    const place: RequestOptions = {
      host: url.hostname,
      port: url.port,
      method,
      path,
      headers: { ...headers, ...length },
      localAddress: from,
      agent,
      signal: late.signal,
    };
    const request = isTls ? requestHttps(place) : requestHttp(place);
    const answer = await exchange(request, question).finally(() => clearTimeout(timer));
    // The gateway may close a kept-alive connection in the moment of its reuse. Then it has read nothing, so
    // the request is sent once more on a fresh connection.
    return answer.status === 0 && request.reusedSocket ? ask(question, from, false) : answer;
  };
  return {
    send: (question, from) =>
      'bytes' in question ? sendBytes(url, question.bytes, from) : ask(question, from),
    close: () => kept.destroy(),
  };
};
