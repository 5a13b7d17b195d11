import { z } from 'zod';
import { type QdrantOptions, readingClient, statusOf } from '../qdrant/qdrant-server.ts';
import { aliasOf, type VectorStorage } from './qdrant-vector-spaces.ts';

type Quantization = VectorStorage['quantization'];

/** A space that was lost may be built again with another compression. */
const maxAgeMilliseconds = 60_000;

const compression = z.object({
  quantization_config: z
    .object({ scalar: z.object({}).optional(), binary: z.object({}).optional() })
    .nullish(),
});

/** The fields of a collection that name the compression of its vectors. */
const answerAbout = (vectorName: string) =>
  z.object({
    config: z.object({ params: z.object({ vectors: z.object({ [vectorName]: compression.optional() }) }) }),
  });

const compressionOf = (collection: unknown, vectorName: string): Quantization => {
  const { vectors } = answerAbout(vectorName).parse(collection).config.params;
  const given = vectors[vectorName]?.quantization_config;
  if (given?.scalar !== undefined) return 'int8';
  return given?.binary === undefined ? 'none' : 'binary';
};

/**
 * Returns a function that reads the compression of the space in use, at most once a minute. A missing space
 * counts as not compressed, because the query then finds no space either. A failed reading is repeated.
 */
export const quantizationInUse = ({
  collection,
  vectorName,
  ...server
}: QdrantOptions & { readonly vectorName: string }): (() => Promise<Quantization>) => {
  const client = readingClient(server);
  let known: { readonly read: Promise<Quantization>; readonly until: number } | undefined;
  const read = async (): Promise<Quantization> => {
    try {
      return compressionOf(await client.getCollection(aliasOf(collection)), vectorName);
    } catch (error) {
      known = undefined;
      if (statusOf(error) !== 404) throw error;
      return 'none';
    }
  };
  return () => {
    const now = performance.now();
    if (known === undefined || now >= known.until) known = { read: read(), until: now + maxAgeMilliseconds };
    return known.read;
  };
};
