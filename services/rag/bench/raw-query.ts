/**
 * Prints the queries that a search for each question sends to Qdrant, for a comparison with the whole
 * search. Reads `{ reader: { userId, institutionId }, questions }` as JSON from its input, and prints `{
 * path, bodies }`.
 *
 *   echo '{"reader":{…},"questions":["What is rain?"]}' | node services/rag/bench/raw-query.ts
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import { embedQuery } from '../src/adapters/murmur-sparse-embedder.ts';
import { createQdrantPassageIndex } from '../src/adapters/qdrant/qdrant-passage-index.ts';
import type { Searcher } from '../src/domain/indexing/ports.ts';

/** The default of QDRANT_COLLECTION. */
const collection = 'chunks';
/** The number of candidates that `domain/search/search.ts` requests for ten results. */
const limit = 30;

const { reader, questions } = z
  .object({
    reader: z.object({ userId: z.string(), institutionId: z.string() }),
    questions: z.array(z.string()),
  })
  .parse(await json(process.stdin));

let path = '';
const bodies: unknown[] = [];
/** Stands for Qdrant, so that the queries are exactly those of the adapter. */
const recorder = createServer(async (request, response) => {
  path = request.url ?? '';
  bodies.push(await json(request));
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ result: { points: [] }, status: 'ok', time: 0 }));
});
await new Promise<void>((resolve) => recorder.listen(0, '127.0.0.1', resolve));
const { port } = recorder.address() as AddressInfo;
const index = createQdrantPassageIndex({ url: `http://127.0.0.1:${port}`, apiKey: undefined, collection });
const searcher: Searcher = {
  ...reader,
  ...{ accountRole: 'student', administers: [], memberOf: [`institution:${reader.institutionId}`] },
};
for (const question of questions)
  await index.search({ reader: searcher, embedding: embedQuery(question), documentIds: undefined, limit });
recorder.closeAllConnections();
recorder.close();
process.stdout.write(`${JSON.stringify({ path, bodies })}\n`);
