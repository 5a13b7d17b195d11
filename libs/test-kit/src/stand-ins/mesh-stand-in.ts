import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type {
  AnswerOf,
  BodyOf,
  Operation,
  ParamsOf,
  QueryOf,
  Success,
} from '@ai-teacher/contracts/operation.ts';
import { patternOf } from '@ai-teacher/contracts/path-template.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { z } from 'zod';
import { testCertificates } from '../identity/certificates.ts';

/** One request that reached the stand-in, as it was sent. */
export type MeshRequest = {
  readonly operation: Operation;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly headers: Record<string, string | string[] | undefined>;
};

type Answering = {
  readonly operation: Operation;
  readonly answer: (request: MeshRequest) => unknown;
};

/** Defines the answer of another service to one operation. The answer is checked against its contract. */
export const answering = <Op extends Operation>(
  operation: Op,
  answer: (request: {
    params: ParamsOf<Op>;
    query: QueryOf<Op>;
    body: BodyOf<Op>;
    headers: MeshRequest['headers'];
  }) => AnswerOf<Op> | Promise<AnswerOf<Op>>,
): Answering => ({ operation, answer: answer as Answering['answer'] });

export type MeshStandIn = {
  readonly url: string;
  readonly requests: MeshRequest[];
  readonly close: () => Promise<void>;
};

const matchOf = (
  op: Operation,
  host: string,
  method: string,
  path: string,
): Record<string, string> | undefined => {
  if (host !== `${op.service}-service` || method !== op.method) return undefined;
  const match = patternOf(op.path).exec(path);
  return match === null ? undefined : { ...match.groups };
};

const readAll = async (stream: AsyncIterable<Buffer>): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
};

/**
 * Replaces the mesh listener, with its certificate, in a test of one service. Requests are parsed by the
 * contract of the called service, and answers must fit it. The tests of the called service prove its real
 * behaviour.
 *
 * An answer may throw a Problem.
 */
export const startMeshStandIn = async (neighbours: readonly Answering[]): Promise<MeshStandIn> => {
  const identity = (await testCertificates()).identity('mesh');
  const requests: MeshRequest[] = [];
  const server = createServer(
    { ...identity, requestCert: true, rejectUnauthorized: true },
    async (incoming, outgoing) => {
      const url = new URL(incoming.url ?? '/', 'https://mesh');
      const send = (status: number, body: unknown, headers: Record<string, string> = {}): void => {
        outgoing.writeHead(status, { 'content-type': 'application/json', ...headers });
        outgoing.end(body === undefined ? undefined : JSON.stringify(body));
      };
      const text = await readAll(incoming);
      for (const { operation, answer } of neighbours) {
        const params = matchOf(operation, incoming.headers.host ?? '', incoming.method ?? '', url.pathname);
        if (params === undefined) continue;
        try {
          const request: MeshRequest = {
            operation,
            params: operation.params?.parse(params),
            query: operation.query?.parse(Object.fromEntries(url.searchParams)),
            body: operation.body?.parse(JSON.parse(text)),
            headers: incoming.headers,
          };
          requests.push(request);
          const [status, schema] = Object.entries(operation.success as Success)[0] as [
            string,
            z.ZodType | null,
          ];
          const body = await answer(request);
          send(Number(status), schema === null ? undefined : schema.parse(body));
        } catch (error) {
          const problem = error instanceof Problem ? error : new Problem('internal-error', { cause: error });
          send(problem.status, problem.toBody(String(incoming.headers['x-request-id'] ?? '')), {
            'content-type': 'application/problem+json',
            ...(problem.retryAfterSeconds === undefined
              ? {}
              : { 'retry-after': String(problem.retryAfterSeconds) }),
          });
        }
        return;
      }
      send(404, new Problem('not-found').toBody(''), { 'content-type': 'application/problem+json' });
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
