import { Buffer } from 'node:buffer';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import {
  type Agent as HttpAgent,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as requestHttp,
} from 'node:http';
import { Agent, request as requestHttps } from 'node:https';
import { connect } from 'node:net';
import { isWhole } from '@ai-teacher/attack/requests/sender.ts';
import {
  type ProblemBody,
  problemBody,
  problemCatalogue,
  problemTypeOf,
} from '@ai-teacher/contracts/problem.ts';
import type { TlsIdentity } from '@ai-teacher/test-kit/identity/certificates.ts';

/** A client that sends requests unchanged: it normalises no path and adds no header but Host. */

export type Question = {
  method?: string;
  path: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Buffer;
  token?: string;
  /** The source address. All of 127.0.0.0/8 is this machine, so each test can be a separate client. */
  from?: string;
  /**
   * Keeps the connection alive for the next request unless the answer closes it. Without an agent each
   * request opens its own.
   */
  agent?: HttpAgent;
  /** The client certificate; makes the request https. */
  as?: TlsIdentity;
};

/** A fresh client address, so that no test reaches the limit of another. */
export const freshAddress = (): string =>
  `127.${randomInt(1, 255)}.${randomInt(0, 255)}.${randomInt(1, 255)}`;

export type Reply = {
  status: number;
  headers: IncomingMessage['headers'];
  text: string;
  milliseconds: number;
  /** The body as a problem of the catalogue; throws for any other body and for a wrong title or status. */
  problem: () => ProblemBody;
};

export const problemIn = (text: string): ProblemBody => {
  const problem = problemBody.parse(JSON.parse(text));
  const { status, title } = problemCatalogue[problem.code];
  if (problem.status !== status || problem.title !== title || problem.type !== problemTypeOf(problem.code))
    throw new Error(`${text} is not how the catalogue tells ${problem.code}`);
  return problem;
};

/** Sends a request and returns the answer while its body still arrives. */
export const open = async (port: number, question: Question): Promise<IncomingMessage> => {
  const { method = question.body === undefined ? 'GET' : 'POST', path, token, body, from, as } = question;
  const headers: OutgoingHttpHeaders = { ...question.headers };
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  if (body !== undefined) headers['content-length'] ??= Buffer.byteLength(body);
  const place = { host: '127.0.0.1', port, method, path, headers, localAddress: from };
  const sent =
    as === undefined
      ? requestHttp({ ...place, agent: question.agent ?? false })
      : requestHttps({
          ...place,
          agent: new Agent({ keepAlive: false }),
          ...as,
          servername: 'localhost',
          minVersion: 'TLSv1.3',
        });
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  // A gateway that refuses a body closes the connection while this side may still write.
  sent.on('error', () => undefined);
  return answer;
};

export const textOf = async (answer: AsyncIterable<Buffer>): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

export const ask = async (port: number, question: Question): Promise<Reply> => {
  const startedAt = performance.now();
  const answer = await open(port, question);
  const text = await textOf(answer);
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    text,
    milliseconds: performance.now() - startedAt,
    problem: () => problemIn(text),
  };
};

/**
 * Writes bytes to the port and returns the answer, or the bytes received before the other side closed.
 */
export const askRaw = async (port: number, bytes: string | Buffer): Promise<string> => {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.write(bytes);
  let text = '';
  for await (const chunk of socket) {
    text += chunk;
    if (isWhole(text)) break;
  }
  return text;
};
