import { searchTermsVersion } from '@ai-teacher/language/terms.ts';
import type { QdrantClient } from '@qdrant/js-client-rest';
import type { IndexedPassage, PassageIndex } from '../../domain/indexing/ports.ts';
import type { ConfiguredSpace } from '../../domain/vectors/ports.ts';
import { spaceIdOf, type VectorSpace } from '../../domain/vectors/vector-space.ts';
import { matching, prepareCollection, sparseVectorName, termsField } from '../qdrant/qdrant-passage-index.ts';
import { orUnavailable, type QdrantOptions, writingClient } from '../qdrant/qdrant-server.ts';

/** How the vectors of new collections are stored. */
export type VectorStorage = {
  readonly quantization: 'none' | 'int8' | 'binary';
  readonly onDisk: boolean;
  readonly shards: number;
  readonly replicas: number;
};

export type VectorSpacesOptions = QdrantOptions & {
  /** Undefined without a model. */
  readonly space: VectorSpace | undefined;
  readonly storage: VectorStorage;
};

export type VectorSpaces = Pick<PassageIndex, 'upsert' | 'changeRights' | 'remove'> & {
  readonly configured: ConfiguredSpace | undefined;
};

/** The hash of the text that the vectors of a point were made of. */
const embeddedField = 'embedded';

/** The name of the vectors of a space. A query for the vectors of another space fails. */
export const vectorNameOf = (spaceId: string): string => `dense_${spaceId}`;

/** The alias of the space in which searches look. */
export const aliasOf = (collection: string): string => `${collection}_vectors`;

const collectionOf = (collection: string, spaceId: string): string => `${spacePrefix(collection)}${spaceId}`;
const spacePrefix = (collection: string): string => `${collection}_v_`;

/**
 * A collection for each space of vectors, with the words of all passages and the vectors of one model. Every
 * space receives words, rights and removals, so a setting can go back to the space before. Its vectors are
 * made only while it is configured.
 */
export const createVectorSpaces = (options: VectorSpacesOptions): VectorSpaces => {
  const { url, apiKey, collection, space } = options;
  const client = writingClient({ url, apiKey });
  const inAll = (work: (name: string) => Promise<unknown>): Promise<void> =>
    orUnavailable(async () => {
      for (const name of await spacesOf(client, collection)) await work(name);
    });
  return {
    upsert: (passages) =>
      inAll((name) => upsertInto(client, name, { passages: passages.map(withoutVectors), vectorName: '' })),
    changeRights: ({ id, visibility, audience, excluded }) =>
      inAll((name) =>
        client.setPayload(name, {
          wait: true,
          payload: { visibility, audience, excluded },
          filter: { must: [matching('documentId', id)] },
        }),
      ),
    remove: (documentId) => inAll((name) => removeFrom(client, name, documentId)),
    configured: space === undefined ? undefined : configuredSpace(client, options, space),
  };
};

const configuredSpace = (
  client: QdrantClient,
  { collection, storage }: VectorSpacesOptions,
  space: VectorSpace,
): ConfiguredSpace => {
  const spaceId = spaceIdOf(space);
  const name = collectionOf(collection, spaceId);
  const vectorName = vectorNameOf(spaceId);
  return {
    exists: () => orUnavailable(async () => (await client.collectionExists(name)).exists),
    create: () =>
      orUnavailable(async () => {
        await prepareCollection(client, name, creationOf({ space, vectorName, storage }));
      }),
    listEmbedded: (passages) =>
      orUnavailable(async () => {
        const hashes = await embeddedHashes(client, name, passages);
        return new Set(
          passages.flatMap(({ chunkId, textHash }) => (hashes.get(chunkId) === textHash ? [chunkId] : [])),
        );
      }),
    upsert: (passages) => orUnavailable(() => upsertInto(client, name, { passages, vectorName })),
    remove: (documentId) => orUnavailable(() => removeFrom(client, name, documentId)),
    activate: () => orUnavailable(() => activate(client, collection, name)),
  };
};

const spacesOf = async (client: QdrantClient, collection: string): Promise<string[]> => {
  const { collections } = await client.getCollections();
  return collections.map(({ name }) => name).filter((name) => name.startsWith(spacePrefix(collection)));
};

const creationOf = ({
  space,
  vectorName,
  storage: { quantization, onDisk, shards, replicas },
}: {
  readonly space: VectorSpace;
  readonly vectorName: string;
  readonly storage: VectorStorage;
}): Parameters<QdrantClient['createCollection']>[1] => ({
  vectors: {
    [vectorName]: {
      size: space.dimensions,
      distance: 'Cosine',
      on_disk: onDisk,
      // A passage is as near as the nearest of its parts.
      multivector_config: { comparator: 'max_sim' },
      ...quantizationOf[quantization],
    },
  },
  // One graph for each tenant: every query names its institution.
  hnsw_config: { m: 0, payload_m: 16 },
  shard_number: shards,
  replication_factor: replicas,
  metadata: { ...space },
});

/**
 * With eight bits for each number of a question, binary vectors rank passages nearer to the order of the
 * whole vectors than with one bit (decision 0066). The stored vectors are the same.
 */
const quantizationOf = {
  none: {},
  int8: { quantization_config: { scalar: { type: 'int8', quantile: 0.99, always_ram: true } } },
  binary: { quantization_config: { binary: { always_ram: true, query_encoding: 'scalar8bits' } } },
} as const;

const withoutVectors = (passage: IndexedPassage): IndexedPassage => ({
  ...passage,
  embedding: { sparse: passage.embedding.sparse },
});

const embeddedHashes = async (
  client: QdrantClient,
  name: string,
  passages: readonly Pick<IndexedPassage, 'chunkId'>[],
): Promise<ReadonlyMap<string, unknown>> => {
  const points = await client.retrieve(name, {
    ids: passages.map(({ chunkId }) => chunkId),
    with_payload: [embeddedField],
    with_vector: false,
  });
  return new Map(points.map(({ id, payload }) => [String(id), payload?.[embeddedField]]));
};

/** Passages without vectors keep those of the same text. */
const upsertInto = async (
  client: QdrantClient,
  name: string,
  { passages, vectorName }: { readonly passages: readonly IndexedPassage[]; readonly vectorName: string },
): Promise<void> => {
  if (passages.length === 0) return;
  const hashes = await embeddedHashes(client, name, passages);
  const isEmbedded = ({ chunkId, textHash, embedding }: IndexedPassage): boolean =>
    embedding.dense === undefined && hashes.get(chunkId) === textHash;
  const kept = passages.filter(isEmbedded);
  const written = passages.filter((passage) => !isEmbedded(passage));
  await client.batchUpdate(name, {
    wait: true,
    operations: [
      ...(written.length === 0
        ? []
        : [{ upsert: { points: written.map((passage) => toPoint(passage, vectorName)) } }]),
      ...(kept.length === 0
        ? []
        : [
            {
              update_vectors: {
                points: kept.map(({ chunkId, embedding }) => ({ id: chunkId, vector: wordsOf(embedding) })),
              },
            },
          ]),
      ...kept.map((passage) => ({
        set_payload: { payload: payloadOf(passage), points: [passage.chunkId] },
      })),
    ],
  });
};

const wordsOf = ({ sparse }: IndexedPassage['embedding']) => ({
  [sparseVectorName]: { indices: [...sparse.indices], values: [...sparse.values] },
});

const payloadOf = ({ chunkId: _, textHash: __, embedding: ___, ...payload }: IndexedPassage) => ({
  ...payload,
  [termsField]: searchTermsVersion,
});

const toPoint = (passage: IndexedPassage, vectorName: string) => {
  const { chunkId, textHash, embedding } = passage;
  const { dense } = embedding;
  if (dense === undefined || dense.length === 0)
    return {
      id: chunkId,
      vector: wordsOf(embedding),
      // A passage without parts has no vectors to wait for.
      payload: { ...payloadOf(passage), ...(dense === undefined ? {} : { [embeddedField]: textHash }) },
    };
  return {
    id: chunkId,
    vector: { ...wordsOf(embedding), [vectorName]: dense.map((vector) => [...vector]) },
    payload: { ...payloadOf(passage), [embeddedField]: textHash },
  };
};

const removeFrom = async (client: QdrantClient, name: string, documentId: string): Promise<void> => {
  await client.delete(name, { wait: true, filter: { must: [matching('documentId', documentId)] } });
};

/**
 * Moves the alias in one step. Searches never see two spaces, and none in between. Of the other spaces only
 * the one before stays.
 */
const activate = async (client: QdrantClient, collection: string, name: string): Promise<boolean> => {
  const alias = aliasOf(collection);
  const { aliases } = await client.getAliases();
  const before = aliases.find(({ alias_name: each }) => each === alias)?.collection_name;
  if (before === name) return false;
  await client.updateCollectionAliases({
    actions: [
      ...(before === undefined ? [] : [{ delete_alias: { alias_name: alias } }]),
      { create_alias: { alias_name: alias, collection_name: name } },
    ],
  });
  for (const other of await spacesOf(client, collection))
    if (other !== name && other !== before) await client.deleteCollection(other);
  return true;
};
