import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { register } from '@ai-teacher/contracts/auth/accounts.ts';
import { signInBrowser } from '@ai-teacher/contracts/auth/browser-sessions.ts';
import { deleteSession, listMessages } from '@ai-teacher/contracts/chat/sessions.ts';
import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import { changeItem, deleteItem, orderItems } from '@ai-teacher/contracts/exam/item-editing.ts';
import { problemTypeOf } from '@ai-teacher/contracts/problem.ts';
import { ingest } from '@ai-teacher/contracts/rag/ingestion.ts';
import { explainDocument } from '@ai-teacher/contracts/rag/library.ts';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createEdgeClient, EdgeProblem, type Exchange } from '../src/edge-client.ts';

const id = '7b0c2f1e-5a53-4c68-9d0e-6b7f2b1f4d11';
const requestId = '0d9f3b52-6a52-4a0e-8f5e-1a2b3c4d5e6f';

describe('createEdgeClient', () => {
  let server: Server;

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  /** A gateway that gives one answer to every request and records the requests. */
  const gateway = async (answer: (response: ServerResponse) => void | Promise<void>) => {
    const requests: { request: IncomingMessage; body: Buffer }[] = [];
    server = createServer(async (request, response) => {
      requests.push({ request, body: await buffer(request) });
      response.setHeader('x-request-id', requestId);
      await answer(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return { gatewayUrl: `http://127.0.0.1:${port}`, requests };
  };

  const json = (status: number, body: unknown) => (response: ServerResponse) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

  it('EdgeClient.call takes path and query from the contract and sends the access token', async () => {
    const { gatewayUrl, requests } = await gateway(json(200, { items: [], nextCursor: null }));
    const client = createEdgeClient({ gatewayUrl }).as('token');
    const { answer } = await client.call(listMessages, { params: { id }, query: { limit: 5 } });
    expect(answer).toEqual({ items: [], nextCursor: null });
    expect(requests[0]?.request).toMatchObject({
      method: 'GET',
      url: `/api/chat/sessions/${id}/messages?limit=5`,
      headers: expect.objectContaining({ authorization: 'Bearer token' }),
    });
  });

  it('EdgeClient.call repeats an operation that creates something with the key of its first attempt', async () => {
    const busy = json(503, {});
    const done = json(202, { documentId: id, status: 'queued' });
    const answers = [busy, (response: ServerResponse) => void response.destroy(), done];
    const { gatewayUrl, requests } = await gateway((response) => answers.shift()?.(response));
    const retry = { maxAttempts: 3, maxWaitMilliseconds: 2_000 };
    const client = createEdgeClient({ gatewayUrl, retry });
    const file = { name: 'book.pdf', bytes: new TextEncoder().encode('%PDF') };
    const { answer } = await client.upload(ingest, { body: {} }, file);
    expect(answer.documentId).toBe(id);
    const keys = requests.map(({ request }) => request.headers['idempotency-key']);
    expect(keys).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), keys[0], keys[0]]);
  });

  it('EdgeClient.call names each wait and its fault before it waits', async () => {
    const refused = (response: ServerResponse) =>
      void response.writeHead(429, { 'retry-after': '1' }).end(JSON.stringify({}));
    const answers = [refused, json(200, { items: [], nextCursor: null })];
    const { gatewayUrl, requests } = await gateway((response) => answers.shift()?.(response));
    const waits: unknown[] = [];
    const onWait = (milliseconds: number, fault: unknown): void => {
      const status = fault instanceof EdgeProblem ? fault.exchange.status : undefined;
      waits.push({ milliseconds, status, sent: requests.length });
    };
    const retry = { maxAttempts: 2, maxWaitMilliseconds: 2_000, onWait };
    await createEdgeClient({ gatewayUrl, retry }).call(listMessages, { params: { id }, query: {} });
    expect(waits).toEqual([{ milliseconds: 1_000, status: 429, sent: 1 }]);
  });

  it('EdgeClient.call gives each attempt its whole time, also after a wait that is longer', async () => {
    const refused = (response: ServerResponse) =>
      void response.writeHead(429, { 'retry-after': '1' }).end(JSON.stringify({}));
    const answers = [refused, json(200, { items: [], nextCursor: null })];
    const { gatewayUrl, requests } = await gateway((response) => answers.shift()?.(response));
    const client = createEdgeClient({ gatewayUrl, retry: { maxAttempts: 2, maxWaitMilliseconds: 2_000 } });
    const input = { params: { id }, query: {}, timeoutMilliseconds: 900 };
    expect((await client.call(listMessages, input)).answer).toEqual({ items: [], nextCursor: null });
    expect(requests).toHaveLength(2);
  });

  it('EdgeClient.call ends a wait when its caller aborts', async () => {
    const refused = (response: ServerResponse) =>
      void response.writeHead(429, { 'retry-after': '2' }).end(JSON.stringify({}));
    const { gatewayUrl, requests } = await gateway(refused);
    const caller = new AbortController();
    const onWait = () => caller.abort(new Error('no longer needed'));
    const retry = { maxAttempts: 2, maxWaitMilliseconds: 5_000, onWait };
    const input = { params: { id }, query: {}, signal: caller.signal };
    const called = createEdgeClient({ gatewayUrl, retry }).call(listMessages, input);
    await expect(called).rejects.toThrow('no longer needed');
    expect(requests).toHaveLength(1);
  });

  it('EdgeClient.call does not repeat a request without an idempotency key that may have had an effect', async () => {
    const { gatewayUrl, requests } = await gateway((response) => void response.destroy());
    const client = createEdgeClient({ gatewayUrl, retry: { maxAttempts: 3, maxWaitMilliseconds: 2_000 } });
    const body = { email: 'sam@school.example', password: 'three blue doors' };
    await expect(client.call(signInBrowser, { body })).rejects.toThrow();
    expect(requests.map(({ request }) => request.headers['idempotency-key'])).toEqual([undefined]);
  });

  it('EdgeClient.call sends the fixed headers that the contract states', async () => {
    const tokens = { accessToken: 'token', tokenType: 'Bearer', expiresIn: 300 };
    const { gatewayUrl, requests } = await gateway(json(200, tokens));
    const body = { email: 'a@b.example', password: 'fifteen letters' };
    await createEdgeClient({ gatewayUrl }).call(signInBrowser, { body });
    expect(requests[0]?.request.headers).toMatchObject({ 'x-requested-by': 'web' });
  });

  it('EdgeClient.call returns undefined for an empty success', async () => {
    const { gatewayUrl } = await gateway((response) => void response.writeHead(204).end());
    const { status, answer } = await createEdgeClient({ gatewayUrl }).call(deleteSession, { params: { id } });
    expect({ status, answer }).toEqual({ status: 204, answer: undefined });
  });

  it('EdgeClient.call throws when the answer does not match its contract', async () => {
    const { gatewayUrl } = await gateway(json(201, { id, email: 'a@b.example', name: 'A', role: 'king' }));
    const body = { email: 'a@b.example', password: 'fifteen letters', name: 'A' };
    await expect(createEdgeClient({ gatewayUrl }).call(register, { body })).rejects.toThrow(/role/);
  });

  it('EdgeClient.call throws the problem with its request id and reports the exchange to the observer', async () => {
    const code = 'session-not-found';
    const problem = {
      type: problemTypeOf(code),
      title: 'There is no such chat session',
      status: 404,
      code,
      requestId,
    };
    const { gatewayUrl } = await gateway(json(404, problem));
    const seen: Exchange[] = [];
    const client = createEdgeClient({ gatewayUrl, observe: (exchange) => seen.push(exchange) });
    const failure = await client.call(deleteSession, { params: { id } }).catch((fault: unknown) => fault);
    expect(failure).toBeInstanceOf(EdgeProblem);
    expect(failure).toMatchObject({ problem: { code }, exchange: { status: 404, requestId } });
    expect(seen).toMatchObject([
      { service: 'chat', method: 'DELETE', path: `/api/chat/sessions/${id}`, status: 404, requestId },
    ]);
  });

  const refusal = (code: 'input-invalid' | 'items-changed', ...pointers: string[]) => {
    const status = code === 'input-invalid' ? 422 : 409;
    const errors = pointers.map((pointer) => ({ pointer, message: 'is not a known field' }));
    return json(status, { type: problemTypeOf(code), title: code, status, code, requestId, errors });
  };
  const empty = (response: ServerResponse) => void response.writeHead(204).end();
  const item = { id, itemId: id };

  it('EdgeClient.call repeats a request without the precaution that a server of the previous release refuses', async () => {
    const order = { itemIds: [id], knownItemIds: [id] };
    const replies = [refusal('input-invalid', '/knownItemIds'), refusal('items-changed')];
    const { gatewayUrl, requests } = await gateway((response) => replies.shift()?.(response));
    const client = createEdgeClient({ gatewayUrl });
    await expect(client.call(orderItems, { params: { id }, body: order })).rejects.toMatchObject({
      problem: { code: 'items-changed' },
    });
    expect(requests.map(({ body }) => JSON.parse(body.toString()))).toEqual([order, { itemIds: [id] }]);
  });

  it('EdgeClient.call repeats a request without a refused precaution of the query', async () => {
    const replies = [refusal('input-invalid', '/query/revision'), empty];
    const { gatewayUrl, requests } = await gateway((response) => replies.shift()?.(response));
    const input = { params: item, query: { revision: 'r1' } };
    expect((await createEdgeClient({ gatewayUrl }).call(deleteItem, input)).status).toBe(204);
    const path = `/api/exams/${id}/items/${id}`;
    expect(requests.map(({ request }) => request.url)).toEqual([`${path}?revision=r1`, path]);
  });

  it.each([
    ['another field as well', refusal('input-invalid', '/revision', '/stem')],
    ['a precaution that it did not get', refusal('input-invalid', '/query/revision')],
    ['the outdated view', refusal('items-changed', '/revision')],
    ['a request without naming a field', refusal('input-invalid')],
  ])('EdgeClient.call repeats no request of which the server refuses %s', async (_, answer) => {
    const { gatewayUrl, requests } = await gateway(answer);
    const input = { params: item, body: { stem: 'Why?', revision: 'r1' } };
    await expect(createEdgeClient({ gatewayUrl }).call(changeItem, input)).rejects.toThrow(EdgeProblem);
    expect(requests).toHaveLength(1);
  });

  it('EdgeClient.call repeats no request of which the server refuses a field that is no precaution', async () => {
    const { gatewayUrl, requests } = await gateway(refusal('input-invalid', '/query/order'));
    const input = { params: { id }, query: { order: 'newest' as const } };
    await expect(createEdgeClient({ gatewayUrl }).call(listMessages, input)).rejects.toThrow(EdgeProblem);
    expect(requests).toHaveLength(1);
  });

  it('EdgeClient.call throws for an operation that is not public', async () => {
    const call = createEdgeClient({ gatewayUrl: 'http://127.0.0.1:9' }).call(explainDocument, {
      params: { id },
      query: { personId: id, role: 'student' },
    });
    await expect(call).rejects.toThrow('explainDocument is not a public operation');
  });

  it('EdgeClient.upload sends the fields before the file', async () => {
    const { gatewayUrl, requests } = await gateway(json(202, { documentId: id, status: 'queued' }));
    const file = { name: 'book.pdf', bytes: new TextEncoder().encode('%PDF-1.7') };
    await createEdgeClient({ gatewayUrl }).upload(ingest, { body: { title: 'Book' } }, file);
    const body = requests[0]?.body.toString() ?? '';
    expect(body.indexOf('name="title"')).toBeGreaterThan(0);
    expect(body.indexOf('filename="book.pdf"')).toBeGreaterThan(body.indexOf('name="title"'));
  });

  it('EdgeClient.stream parses events wherever the bytes are split and skips heartbeats', async () => {
    const wire = Buffer.from(
      ': heartbeat\n\nid: 1\r\nevent: message.delta\r\ndata: {"text":"Wärme"}\r\n\r\nid: 2\nevent: message.delta\ndata: {"text":\ndata: "!"}\n\n',
    );
    const { gatewayUrl, requests } = await gateway(async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const byte of wire)
        await new Promise<void>((resolve) => response.write(Buffer.of(byte), () => resolve()));
      response.end();
    });
    const { answer } = await createEdgeClient({ gatewayUrl }).stream(ask, { body: { message: 'Why?' } });
    expect(await Array.fromAsync(answer)).toEqual([
      { id: '1', event: 'message.delta', data: { text: 'Wärme' } },
      { id: '2', event: 'message.delta', data: { text: '!' } },
    ]);
    expect(requests[0]?.request.headers.accept).toBe('text/event-stream');
  });

  it('EdgeClient.stream leaves out events and fields of a later release', async () => {
    const { gatewayUrl } = await gateway((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('event: gossip\ndata: {}\n\n');
      response.end('id: 2\nevent: message.delta\ndata: {"text":"Heat","tone":"calm"}\n\n');
    });
    const { answer } = await createEdgeClient({ gatewayUrl }).stream(ask, { body: { message: 'Why?' } });
    expect(await Array.fromAsync(answer)).toEqual([
      { id: '2', event: 'message.delta', data: { text: 'Heat' } },
    ]);
  });

  it('EdgeClient.call reads answers and problems that a later release has extended', async () => {
    const page = { items: [], nextCursor: null, total: 0 };
    const problem = {
      type: problemTypeOf('session-not-found'),
      title: 'The session does not exist',
      status: 404,
      code: 'session-not-found',
      requestId,
      help: 'https://school.example/help',
    };
    const replies = [json(200, page), json(404, problem)];
    const { gatewayUrl } = await gateway((response) => replies.shift()?.(response));
    const client = createEdgeClient({ gatewayUrl });
    const { answer } = await client.call(listMessages, { params: { id }, query: {} });
    expect(answer).toEqual({ items: [], nextCursor: null });
    const { help: _, ...known } = problem;
    await expect(client.call(listMessages, { params: { id }, query: {} })).rejects.toMatchObject({
      problem: known,
    });
  });
});
