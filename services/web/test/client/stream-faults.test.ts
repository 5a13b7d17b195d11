import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import { problemTypeOf } from '@ai-teacher/contracts/problem.ts';
import { followDocument } from '@ai-teacher/contracts/rag/ingestion.ts';
import { createEdgeClient, type EdgeClient } from '@ai-teacher/edge-client/edge-client.ts';
import { afterEach, describe, expect, it } from '@jest/globals';
import { withStreamFaults } from '../../client/src/api/stream-faults.ts';

const requestId = '0d9f3b52-6a52-4a0e-8f5e-1a2b3c4d5e6f';
const problem = {
  type: problemTypeOf('knowledge-base-unavailable'),
  title: 'Knowledge base unavailable',
  status: 503,
  code: 'knowledge-base-unavailable',
  detail: 'The search did not answer.',
  requestId,
};

let end = (): void => {};
afterEach(() => end());

/** A client of a gateway whose stream ends with a problem. */
const clientOfFailingStream = async (): Promise<EdgeClient> => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(`event: error\ndata: ${JSON.stringify({ problem })}\n\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  end = () => {
    server.closeAllConnections();
    server.close();
  };
  const { port } = server.address() as AddressInfo;
  return withStreamFaults(createEdgeClient({ gatewayUrl: `http://127.0.0.1:${port}` }).as('token'));
};

const first = async (events: AsyncIterable<unknown>): Promise<unknown> => {
  for await (const event of events) return event;
  return undefined;
};

describe('withStreamFaults', () => {
  it('A stream throws the problem of its event error, with the request id', async () => {
    const client = await clientOfFailingStream();
    const { answer } = await client.stream(ask, { body: { message: 'Why does ice float?' } });
    await expect(first(answer)).rejects.toMatchObject({ problem, exchange: { status: 503, requestId } });
  });

  it('A followed stream throws the problem of its event error', async () => {
    const client = await clientOfFailingStream();
    const events = client.follow(followDocument, { params: { id: requestId } });
    await expect(first(events)).rejects.toMatchObject({ problem: { detail: problem.detail } });
  });
});
