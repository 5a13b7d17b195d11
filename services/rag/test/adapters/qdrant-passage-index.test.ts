import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { createQdrantPassageIndex } from '../../src/adapters/qdrant/qdrant-passage-index.ts';

it('every request to Qdrant asks for an answer without compression, and carries the key', async () => {
  const received: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    received.push(request.headers);
    request.resume();
    response
      .setHeader('content-type', 'application/json')
      .end('{"result":{"exists":false,"points":[]},"time":0}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const options = { url: `http://127.0.0.1:${port}`, apiKey: 'the key', collection: 'passages' };
    const index = createQdrantPassageIndex(options);
    await index.remove('00000000-0000-4000-8000-000000000001');
    await index.search({
      reader: {
        ...{ userId: 'reader', institutionId: 'school', accountRole: 'student', administers: [] },
        memberOf: ['institution:school'],
      },
      embedding: { sparse: { indices: [1], values: [1] } },
      documentIds: undefined,
      limit: 1,
    });
    expect(received).toHaveLength(2);
    for (const headers of received)
      expect(headers).toMatchObject({ 'accept-encoding': 'identity', 'api-key': 'the key' });
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
