import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { z } from 'zod';
import type { VectorStorage } from '../../src/adapters/embedding/qdrant-vector-spaces.ts';

export type Server = { readonly url: string; readonly apiKey: string };
export type Space = {
  readonly server: Server;
  readonly collection: string;
  readonly vectorName: string;
};

/**
 * The smallest sizes in kilobytes from which Qdrant indexes and compresses a segment, and from which a school
 * has a graph.
 */
const smallest = { segment: 1, school: 10 } as const;

const segment = z.object({
  info: z.object({
    vector_data: z.record(
      z.string(),
      z.object({ num_vectors: z.number(), num_indexed_vectors: z.number() }).partial(),
    ),
  }),
  config: z.object({
    vector_data: z.record(
      z.string(),
      z.object({
        storage_type: z.string(),
        index: z.object({ type: z.string() }),
        quantization_config: z.record(z.string(), z.unknown()).nullish(),
      }),
    ),
  }),
});
const telemetry = z.object({
  result: z.object({
    collections: z.object({
      collections: z.array(
        z.object({
          id: z.string(),
          shards: z.array(z.object({ local: z.object({ segments: z.array(segment) }).nullish() })).nullish(),
        }),
      ),
    }),
  }),
});
const information = z.object({ result: z.object({ status: z.string(), points_count: z.number() }) });
const scores = z.object({ result: z.object({ points: z.array(z.object({ score: z.number() })) }) });

const request = async <Answer>(
  { url, apiKey }: Server,
  path: string,
  {
    answer,
    ...init
  }: { readonly answer: z.ZodType<Answer>; readonly method?: string; readonly body?: string },
): Promise<Answer> => {
  const response = await fetch(`${url}${path}`, {
    ...init,
    headers: { 'api-key': apiKey, 'content-type': 'application/json' },
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return answer.parse(await response.json());
};

/** The state of the vectors of a space. The collection's own counts add the sparse vectors. */
export type Segments = {
  readonly points: number;
  /** Points in segments with a graph index of these vectors. */
  readonly indexed: number;
  readonly segments: number;
  /** Kinds of compression of segments that hold points. */
  readonly compressions: readonly string[];
  /** How Qdrant holds their whole vectors. */
  readonly stores: readonly string[];
};

export const readSegments = async ({ server, collection, vectorName }: Space): Promise<Segments> => {
  const { result } = await request(server, '/telemetry?details_level=10', { answer: telemetry });
  const held = result.collections.collections
    .filter(({ id }) => id === collection)
    .flatMap(({ shards }) => shards ?? [])
    .flatMap(({ local }) => local?.segments ?? [])
    .map(({ info, config }) => ({
      counts: info.vector_data[vectorName],
      config: config.vector_data[vectorName],
    }))
    .filter(({ counts }) => (counts?.num_vectors ?? 0) > 0);
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
  return {
    points: sum(held.map(({ counts }) => counts?.num_vectors ?? 0)),
    indexed: sum(
      held.map(({ counts, config }) =>
        config?.index.type === 'hnsw' ? (counts?.num_indexed_vectors ?? 0) : 0,
      ),
    ),
    segments: held.length,
    compressions: [
      ...new Set(held.map(({ config }) => Object.keys(config?.quantization_config ?? {})[0] ?? 'none')),
    ],
    stores: [...new Set(held.map(({ config }) => config?.storage_type ?? ''))],
  };
};

/**
 * Lets Qdrant index and compress every segment, however small, and waits for the end of this work.
 *
 * @param graphs lets schools of any size have a graph, instead of those beyond 10 MB.
 */
export const indexAll = async (space: Space, { graphs = false } = {}): Promise<void> => {
  const { server, collection } = space;
  await request(server, `/collections/${collection}`, {
    method: 'PATCH',
    body: JSON.stringify({
      optimizers_config: { indexing_threshold: smallest.segment },
      ...(graphs ? { hnsw_config: { full_scan_threshold: smallest.school } } : {}),
    }),
    answer: z.unknown(),
  });
  await waitUntil(
    async () => {
      const { result } = await request(server, `/collections/${collection}`, { answer: information });
      if (result.status !== 'green') return false;
      const { points, indexed } = await readSegments(space);
      return points === result.points_count && indexed === points;
    },
    { what: `the index of ${collection}`, timeoutSeconds: 900 },
  );
};

const nameOf = { none: 'none', int8: 'scalar', binary: 'binary' } as const;

/**
 * @param vector of a question, which is compared with compressed vectors alone and with whole vectors alone.
 * @throws Error unless all vectors are indexed and compressed as `quantization` says: without this, a figure
 * of a compression shows nothing.
 */
export const requireCompressed = async (
  space: Space,
  quantization: VectorStorage['quantization'],
  vector: readonly number[],
): Promise<Segments> => {
  const found = await readSegments(space);
  const { points, indexed, compressions } = found;
  const wanted = nameOf[quantization];
  if (points === 0 || indexed < points)
    throw new Error(`${indexed} of ${points} passages of ${space.collection} are indexed`);
  if (compressions.some((each) => each !== wanted))
    throw new Error(`segments of ${space.collection} have ${compressions.join(', ')} instead of ${wanted}`);
  const scoresWith = (use: object): Promise<string> => readScores(space, vector, use);
  const [whole, compressed] = [await scoresWith({ ignore: true }), await scoresWith({ rescore: false })];
  if ((whole === compressed) !== (quantization === 'none'))
    throw new Error(`compressed and whole vectors of ${space.collection} do not differ as ${quantization}`);
  return found;
};

const readScores = async (
  { server, collection, vectorName }: Space,
  vector: readonly number[],
  quantization: object,
): Promise<string> => {
  const { result } = await request(server, `/collections/${collection}/points/query`, {
    method: 'POST',
    body: JSON.stringify({ query: [vector], using: vectorName, limit: 10, params: { quantization } }),
    answer: scores,
  });
  return JSON.stringify(result.points.map(({ score }) => score));
};
