import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { request as requestHttp } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { open, textOf } from '../support/ask.ts';
import { type StandInMesh, startStandInMesh } from '../support/stand-in-mesh.ts';

let standIn: StandInMesh;
beforeAll(async () => {
  standIn = await startStandInMesh();
});
afterEach(() => {
  standIn.services.chat.behave();
  standIn.services.rag.behave();
});
afterAll(() => standIn.stop());

const token = () => standIn.tokenFor(randomUUID());
type Exchange = [IncomingMessage, ServerResponse];

/** The next request that reaches the service; the test answers it. */
const nextAt = (service: 'chat' | 'rag'): Promise<Exchange> =>
  new Promise((resolve) =>
    standIn.services[service].behave((request, response) => resolve([request, response])),
  );

const openChat = async (): Promise<{ answer: IncomingMessage; seen: Exchange }> => {
  const reached = nextAt('chat');
  const coming = open(standIn.edgePort, {
    path: '/api/chat/chat',
    body: '{"message":"hello"}',
    headers: { accept: 'text/event-stream' },
    token: token(),
  });
  const seen = await reached;
  seen[1].writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
  return { answer: await coming, seen };
};

describe('a stream', () => {
  it('delivers each event before the service writes the next', async () => {
    const { answer, seen } = await openChat();
    expect(answer.headers['content-type']).toBe('text/event-stream');
    answer.setEncoding('utf8');
    for (const number of [1, 2, 3, 4, 5]) {
      const arrived = once(answer, 'data');
      seen[1].write(`id: ${number}\ndata: {}\n\n`);
      expect((await arrived)[0]).toBe(`id: ${number}\ndata: {}\n\n`);
    }
    seen[1].end();
    await once(answer.resume(), 'end');
  });

  it('ends at the service when the client leaves, although the service would continue', async () => {
    const { answer, seen } = await openChat();
    const told = once(seen[1], 'close');
    answer.destroy();
    await told;
    expect(seen[1].writableFinished).toBe(false);
  });

  it('ends in an error without a retry when the service breaks the connection', async () => {
    const { answer, seen } = await openChat();
    let asked = 1;
    standIn.services.chat.behave(() => {
      asked += 1;
    });
    const ended = expect(textOf(answer)).rejects.toMatchObject({ code: 'ECONNRESET' });
    seen[1].write('id: 1\ndata: {}\n\n');
    seen[0].socket.destroy();
    await ended;
    expect(asked).toBe(1);
  });

  it('is not retried after a refusal before its first byte', async () => {
    let asked = 0;
    standIn.services.chat.behave((request) => {
      asked += 1;
      request.socket.destroy();
    });
    const reply = await standIn.edge({ path: '/api/chat/chat', body: '{}', token: token() });
    expect(reply.problem().code).toBe('upstream-unavailable');
    expect(asked).toBe(1);
  });
});

describe('an upload', () => {
  it('streams: the service receives the beginning before the client sends the end', async () => {
    const reached = nextAt('rag');
    const upload = requestHttp({
      host: '127.0.0.1',
      port: standIn.edgePort,
      method: 'POST',
      path: '/api/rag/ingest',
      headers: { authorization: `Bearer ${token()}` },
    });
    upload.write('beginning');
    const [request, response] = await reached;
    const [first] = await once(request, 'data');
    expect(String(first)).toBe('beginning');
    upload.end('end');
    const [last] = await once(request, 'data');
    expect(String(last)).toBe('end');
    response.writeHead(202).end();
    const [answer] = (await once(upload, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(202);
  });

  it('of 24 MB arrives whole', async () => {
    const size = 24_000_000;
    let received = 0;
    standIn.services.rag.behave(async (request, response) => {
      for await (const chunk of request) received += chunk.length;
      response.writeHead(202).end();
    });
    const body = Buffer.alloc(size, 'a');
    const reply = await standIn.edge({ path: '/api/rag/ingest', body, token: token() });
    expect(reply.status).toBe(202);
    expect(received).toBe(size);
  });
});
