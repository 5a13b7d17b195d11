import { searchTermsVersion } from '@ai-teacher/language/terms.ts';
import type { QdrantClient } from '@qdrant/js-client-rest';
import { z } from 'zod';
import type { IndexedPassage, PassageIndex, Searcher } from '../../domain/indexing/ports.ts';
import {
  orUnavailable,
  type QdrantOptions,
  querySender,
  statusOf,
  unexpectedStatus,
  writingClient,
} from './qdrant-server.ts';

export const sparseVectorName = 'terms';
/** The version of the rules of terms by which a point was made. Points of the first version have none. */
export const termsField = 'termsVersion';

/** Shards of a new collection in a cluster of Qdrant, and copies of each shard. */
export type Distribution = { readonly shards: number; readonly replicas: number };

/**
 * One collection for all institutions. The institution is the tenant key of every point and a filter of every
 * query.
 */
export const createQdrantPassageIndex = (
  { url, apiKey, collection }: QdrantOptions,
  { shards, replicas }: Distribution = { shards: 1, replicas: 1 },
): PassageIndex => {
  const writer = writingClient({ url, apiKey });
  const query = querierOf({ url, apiKey, collection });
  return {
    exists: () => orUnavailable(async () => (await writer.collectionExists(collection)).exists),
    prepare: () =>
      orUnavailable(() =>
        prepareCollection(writer, collection, {
          vectors: {},
          shard_number: shards,
          replication_factor: replicas,
        }),
      ),
    upsert: (passages) =>
      orUnavailable(async () => {
        if (passages.length > 0)
          await writer.upsert(collection, { wait: true, points: passages.map(toPoint) });
      }),
    changeRights: ({ id, visibility, audience, excluded }) =>
      orUnavailable(async () => {
        await writer.setPayload(collection, {
          wait: true,
          payload: { visibility, audience, excluded },
          filter: { must: [matching('documentId', id)] },
        });
      }),
    remove: (documentId) =>
      orUnavailable(async () => {
        const { exists } = await writer.collectionExists(collection);
        if (exists)
          await writer.delete(collection, {
            wait: true,
            filter: { must: [matching('documentId', documentId)] },
          });
      }),
    listDocuments: (page) => orUnavailable(() => listDocuments(writer, collection, page)),
    search: ({ reader, embedding, documentIds, limit }) =>
      orUnavailable(async () => {
        const { indices, values } = embedding.sparse;
        if (indices.length === 0) return [];
        return query({
          query: { indices, values },
          using: sparseVectorName,
          filter: { must: readableBy(reader, documentIds) },
          limit,
          with_payload: false,
        });
      }),
  };
};

const listDocuments = async (
  client: QdrantClient,
  collection: string,
  { from, limit, outdated = false }: Parameters<PassageIndex['listDocuments']>[0],
): ReturnType<PassageIndex['listDocuments']> => {
  const { exists } = await client.collectionExists(collection);
  if (!exists) return { documentIds: [], next: undefined };
  const { points, next_page_offset: next } = await client.scroll(collection, {
    ...(from === undefined ? {} : { offset: from }),
    limit,
    ...(outdated ? { filter: { must_not: [matching(termsField, searchTermsVersion)] } } : {}),
    with_payload: ['documentId'],
  });
  return {
    documentIds: [...new Set(points.map(({ payload }) => z.guid().parse(payload?.documentId)))],
    next: z.guid().nullish().parse(next) ?? undefined,
  };
};

/** The fields that a search reads of the answer of Qdrant. */
const queryAnswer = z.object({ result: z.object({ points: z.array(z.object({ id: z.guid() })) }) });

/** @returns a function that returns the ids of the points, best first. */
const querierOf = ({ collection, ...server }: QdrantOptions) => {
  const send = querySender({
    ...server,
    path: `/collections/${encodeURIComponent(collection)}/points/query`,
  });
  return async (query: object): Promise<string[]> => {
    const { status, text } = await send(query);
    if (status !== 200) throw unexpectedStatus(status);
    return queryAnswer.parse(JSON.parse(text)).result.points.map(({ id }) => id);
  };
};

/**
 * Creates a missing collection with its payload indexes, and those that an existing collection lacks: an
 * earlier version had fewer of them, and a killed process leaves some out. Without them a search would read
 * all points, and strict mode would refuse it.
 *
 * @param settings of a collection that does not exist, beside those of words and rights.
 */
export const prepareCollection = async (
  client: QdrantClient,
  collection: string,
  settings: Parameters<QdrantClient['createCollection']>[1],
): Promise<void> => {
  const { exists } = await client.collectionExists(collection);
  if (!exists) await createCollection(client, collection, settings);
  const { payload_schema: indexed } = await client.getCollection(collection);
  for (const [field, schema] of Object.entries(payloadIndexes))
    if (indexed[field] === undefined)
      await client.createPayloadIndex(collection, { field_name: field, field_schema: schema, wait: true });
};

const createCollection = async (
  client: QdrantClient,
  collection: string,
  settings: Parameters<QdrantClient['createCollection']>[1],
): Promise<void> => {
  await client
    .createCollection(collection, {
      ...settings,
      sparse_vectors: { [sparseVectorName]: { modifier: 'idf' } },
      on_disk_payload: true,
    })
    .catch((error: unknown) => {
      // Another replica created the collection.
      if (statusOf(error) !== 409) throw error;
    });
};

const payloadIndexes = {
  institutionId: { type: 'keyword', is_tenant: true },
  documentId: 'keyword',
  ownerId: 'keyword',
  visibility: 'keyword',
  audience: 'keyword',
  excluded: 'keyword',
  [termsField]: 'integer',
} as const;

const toPoint = ({ chunkId, embedding, textHash: _, ...payload }: IndexedPassage) => ({
  id: chunkId,
  vector: {
    [sparseVectorName]: { indices: [...embedding.sparse.indices], values: [...embedding.sparse.values] },
  },
  payload: { ...payload, [termsField]: searchTermsVersion },
});

export const matching = (key: string, value: string | number) => ({ key, match: { value } });

const oneOf = (key: string, values: readonly string[]) => ({ key, match: { any: [...values] } });

export const readableBy = (reader: Searcher, documentIds: readonly string[] | undefined) => [
  matching('institutionId', reader.institutionId),
  ...(documentIds === undefined ? [] : [oneOf('documentId', documentIds)]),
  ...(documentIds !== undefined && oversees(reader) ? [] : [ownedOrShared(reader)]),
];

const oversees = ({ accountRole, administers }: Searcher): boolean =>
  accountRole === 'admin' || administers.length > 0;

/**
 * The rule `find` of `mayRead`. A document with `visibility: institution` is withheld from no part of the
 * institution. Points of earlier versions have this field and no audience.
 */
const ownedOrShared = ({ userId, memberOf }: Searcher) => ({
  should: [
    matching('ownerId', userId),
    matching('visibility', 'institution'),
    { must: [oneOf('audience', memberOf)], must_not: [oneOf('excluded', memberOf)] },
  ],
});
