import type { QueryParams } from '../../src/adapters/embedding/hybrid-querier.ts';
import {
  createVectorSpaces,
  type VectorStorage,
  vectorNameOf,
} from '../../src/adapters/embedding/qdrant-vector-spaces.ts';
import { inParts } from '../../src/domain/indexing/indexed-passages.ts';
import { spaceIdOf, type VectorSpace } from '../../src/domain/vectors/vector-space.ts';
import { querierOf } from './ask.ts';
import type { School } from './material.ts';
import type { OwnQdrant } from './own-qdrant.ts';
import { indexAll, requireCompressed, type Segments, type Server, type Space } from './segments.ts';

export type SpaceOptions = {
  readonly server: Server;
  /** QDRANT_COLLECTION. */
  readonly collection: string;
  readonly space: VectorSpace;
  readonly storage: Pick<VectorStorage, 'quantization' | 'onDisk'>;
};

export type FilledSpace = {
  readonly inQdrant: Space;
  /** @param params those of the service when they are undefined. */
  readonly querier: (params?: QueryParams) => ReturnType<typeof querierOf>;
};

/** Creates, fills and activates a space with the adapters of the service. */
export const fillSpace = async (
  { server, collection, space, storage }: SpaceOptions,
  schools: readonly School[],
): Promise<FilledSpace> => {
  const spaceId = spaceIdOf(space);
  const options = { ...server, collection };
  const { configured } = createVectorSpaces({
    ...{ ...options, space },
    storage: { ...storage, shards: 1, replicas: 1 },
  });
  if (configured === undefined) throw new Error('the adapter has no space');
  await configured.create();
  for (const { passages } of schools) for (const part of inParts(passages)) await configured.upsert(part);
  await configured.activate();
  return {
    inQdrant: { server, collection: `${collection}_v_${spaceId}`, vectorName: vectorNameOf(spaceId) },
    querier: (params) => querierOf({ ...options, spaceId }, params),
  };
};

/** An index with one setting of the storage, whose vectors are proven to be compressed. */
export type Index = {
  readonly name: string;
  readonly quantization: VectorStorage['quantization'];
  readonly onDisk: boolean;
  readonly qdrant: OwnQdrant;
  readonly segments: Segments;
  readonly diskMegabytes: number;
  readonly querier: FilledSpace['querier'];
};

export type IndexOptions = {
  readonly qdrant: OwnQdrant;
  readonly space: VectorSpace;
  readonly storage: SpaceOptions['storage'];
  readonly schools: readonly School[];
  readonly graphs: boolean;
};

/** Fills an index, lets Qdrant compress all of it, and starts its Qdrant again. */
export const buildIndex = async ({
  qdrant,
  space,
  storage,
  schools,
  graphs,
}: IndexOptions): Promise<Index> => {
  const { quantization, onDisk } = storage;
  const { server } = qdrant;
  const { inQdrant, querier } = await fillSpace({ server, collection: 'chunks', space, storage }, schools);
  await indexAll(inQdrant, { graphs });
  await qdrant.restart();
  const vector = schools[0]?.questions[0]?.dense ?? [];
  return {
    ...{ quantization, onDisk, qdrant, querier },
    name: `${quantization}${onDisk ? ', on disk' : ''}`,
    segments: await requireCompressed(inQdrant, quantization, vector),
    diskMegabytes: await qdrant.diskMegabytes(inQdrant.collection),
  };
};
