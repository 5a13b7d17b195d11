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

/** A client that sends exactly what it is told: no path is tidied, no header added but Host. */

export type Question = {
  method?: string;
  path: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Buffer;
  token?: string;
  /** Source address; everything in 127.0.0.0/8 is this machine, so each test can be a client of its own. */
  from?: string;
  /**
   * Keeps the connection for the next question, unless the answer ends it; otherwise each has one of its own.
   */
  agent?: HttpAgent;
  /** Certificate to show; makes it an https request. */
  as?: TlsIdentity;
};

/** A client that nobody has seen, so that no test meets another's limit. */
export const freshAddress = (): string =>
  `127.${randomInt(1, 255)}.${randomInt(0, 255)}.${randomInt(1, 255)}`;

export type Reply = {
  status: number;
  headers: IncomingMessage['headers'];
  text: string;
  milliseconds: number;
  /** The body as a problem of the catalogue; throws when it is none, or is told otherwise than there. */
  problem: () => ProblemBody;
};

export const problemIn = (text: string): ProblemBody => {
  const problem = problemBody.parse(JSON.parse(text));
  const { status, title } = problemCatalogue[problem.code];
  if (problem.status !== status || problem.title !== title || problem.type !== problemTypeOf(problem.code))
    throw new Error(`${text} is not how the catalogue tells ${problem.code}`);
  return problem;
};

/** Sends a request and gives the answer while its body is still coming. */
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
  // A gateway that refuses a body closes the connection while we may still be writing.
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
 * Writes bytes to the port and gives the one answer that comes back, or what came before the other side
 * closed.
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
