import { QdrantClient } from '@qdrant/js-client-rest';
import { z } from 'zod';
import { IndexUnavailable } from '../domain/indexing/index-unavailable.ts';
import type { IndexedPassage, PassageIndex, Reader } from '../domain/ports.ts';

export type QdrantOptions = {
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly collection: string;
};

const searchMilliseconds = 3_000;
const writeMilliseconds = 30_000;
const sparse = 'terms';

/** One collection for everybody: the institution is the tenant key on every point and a filter inside every query. */
export const createQdrantPassageIndex = ({ url, apiKey, collection }: QdrantOptions): PassageIndex => {
  const clientWith = (timeout: number) =>
    new QdrantClient({
      url,
      // As a header of ours: the client's own option warns on the console about our private network.
      ...(apiKey === undefined ? {} : { headers: { 'api-key': apiKey } }),
      timeout,
      checkCompatibility: false,
    });
  const writer = clientWith(writeMilliseconds);
  const searcher = clientWith(searchMilliseconds);
  return {
    prepare: () => orUnavailable(() => prepareCollection(writer, collection)),
    put: (passages) =>
      orUnavailable(async () => {
        if (passages.length > 0)
          await writer.upsert(collection, { wait: true, points: passages.map(toPoint) });
      }),
    forget: (documentId) =>
      orUnavailable(async () => {
        const { exists } = await writer.collectionExists(collection);
        if (exists)
          await writer.delete(collection, { wait: true, filter: { must: [is('documentId', documentId)] } });
      }),
    search: ({ reader, embedding, documentIds, limit }) =>
      orUnavailable(async () => {
        const { indices, values } = embedding.sparse;
        if (indices.length === 0) return [];
        const { points } = await searcher.query(collection, {
          query: { indices: [...indices], values: [...values] },
          using: sparse,
          filter: { must: readableBy(reader, documentIds) },
          limit,
          with_payload: false,
        });
        return points.map(({ id }) => z.guid().parse(id));
      }),
  };
};

const prepareCollection = async (client: QdrantClient, collection: string): Promise<boolean> => {
  const { exists } = await client.collectionExists(collection);
  if (exists) return false;
  try {
    await client.createCollection(collection, {
      vectors: {},
      sparse_vectors: { [sparse]: { modifier: 'idf' } },
      on_disk_payload: true,
    });
  } catch (error) {
    // Another replica was first; whoever made it fills it.
    if (statusOf(error) === 409) return false;
    throw error;
  }
  await client.createPayloadIndex(collection, {
    field_name: 'institutionId',
    field_schema: { type: 'keyword', is_tenant: true },
    wait: true,
  });
  for (const field of ['documentId', 'ownerId', 'visibility'])
    await client.createPayloadIndex(collection, { field_name: field, field_schema: 'keyword', wait: true });
  return true;
};

const toPoint = ({ chunkId, embedding, ...payload }: IndexedPassage) => ({
  id: chunkId,
  vector: {
    [sparse]: { indices: [...embedding.sparse.indices], values: [...embedding.sparse.values] },
  },
  payload,
});

const is = (key: string, value: string) => ({ key, match: { value } });

const readableBy = ({ institutionId, userId }: Reader, documentIds: readonly string[] | undefined) => [
  is('institutionId', institutionId),
  { should: [is('visibility', 'institution'), is('ownerId', userId)] },
  ...(documentIds === undefined ? [] : [{ key: 'documentId', match: { any: [...documentIds] } }]),
];

/** What Qdrant refuses as wrong is our fault and stays an error; everything else means that it is away. */
const orUnavailable = async <Result>(ask: () => Promise<Result>): Promise<Result> => {
  try {
    return await ask();
  } catch (error) {
    const status = statusOf(error);
    const ours = error instanceof z.ZodError || (status !== undefined && status >= 400 && status < 500);
    if (ours && status !== 404 && status !== 408 && status !== 429) throw error;
    throw new IndexUnavailable(error);
  }
};

const statusOf = (error: unknown): number | undefined => {
  const { status } = error as { status?: unknown };
  return typeof status === 'number' ? status : undefined;
};
