import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Part } from '@ai-teacher/local-mesh/parts/part.ts';
import { qdrantPart } from '@ai-teacher/local-mesh/parts/qdrant.ts';
import { type PartRunner, partRunner } from '@ai-teacher/local-mesh/parts/run-parts.ts';
import { pickFreePorts } from '@ai-teacher/local-mesh/process/free-port.ts';
import type { RunningProcess } from '@ai-teacher/local-mesh/process/start-process.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { QdrantClient } from '@qdrant/js-client-rest';
import { createQdrantPassageIndex } from '../../src/adapters/qdrant/qdrant-passage-index.ts';
import type { IndexedPassage, PassageIndex, Searcher } from '../../src/domain/indexing/ports.ts';

const nodes = 3;
const apiKey = randomBytes(16).toString('hex');
const collection = 'passages';
const institutionId = randomUUID();

const overlay = (file: string): Promise<string> =>
  readFile(path.join(repositoryRoot, 'deploy', 'overlays', 'production', file), 'utf8');

/** The variables that the overlay `production` gives to each node. */
const variablesOfOverlay = async (): Promise<Record<string, string>> =>
  Object.fromEntries(
    [...(await overlay('qdrant-cluster.yaml')).matchAll(/\{ name: (QDRANT__\w+), value: '([^']*)' \}/g)].map(
      ([, name = '', value = '']) => [name, value],
    ),
  );

const settingOfOverlay = async (name: string): Promise<number> =>
  Number(new RegExp(`^${name}=(\\d+)$`, 'm').exec(await overlay('settings.env'))?.[1]);

let folder = '';
let runner: PartRunner;
const running: RunningProcess[] = [];
const urls: string[] = [];
let index: PassageIndex;
let distribution: { readonly shards: number; readonly replicas: number };

/** A node that founds a cluster, or asks its founder for admission, as the command of the overlay does. */
const nodeOf = (
  place: number,
  ports: { readonly http: number; readonly grpc: number; readonly peer: number; readonly founder: number },
  variables: Readonly<Record<string, string>>,
): Part => {
  const dataDirectory = path.join(folder, `node-${place}`);
  const part = qdrantPart({ httpPort: ports.http, grpcPort: ports.grpc, dataDirectory, apiKey });
  const own = ['--uri', `http://127.0.0.1:${ports.peer}`];
  const admission = place === 0 ? [] : ['--bootstrap', `http://127.0.0.1:${ports.founder}`];
  return {
    ...part,
    name: `qdrant-${place}`,
    prepare: async () => {
      const plan = await part.prepare();
      return {
        ...plan,
        args: [...plan.args, ...own, ...admission],
        environment: { ...plan.environment, ...variables, QDRANT__CLUSTER__P2P__PORT: String(ports.peer) },
      };
    },
  };
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-qdrant-cluster-'));
  runner = partRunner(folder);
  const variables = await variablesOfOverlay();
  const ports = await pickFreePorts(3 * nodes);
  const founder = ports[2] ?? 0;
  for (let place = 0; place < nodes; place += 1) {
    const [http = 0, grpc = 0, peer = 0] = ports.slice(3 * place, 3 * place + 3);
    running.push(await runner.start(nodeOf(place, { http, grpc, peer, founder }, variables)));
    urls.push(`http://127.0.0.1:${http}`);
  }
  distribution = {
    shards: await settingOfOverlay('QDRANT_SHARDS'),
    replicas: await settingOfOverlay('QDRANT_REPLICAS'),
  };
  index = createQdrantPassageIndex({ url: urls[0] ?? '', apiKey, collection }, distribution);
}, 180_000);
afterAll(async () => {
  await runner.stopAll();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

// biome-ignore lint/suspicious/noExplicitAny: answers of several shapes, narrowed where they are read.
type Answer = { readonly result: any };

/** Reads an answer of the REST interface of a node. */
const read = async (node: number, file: string): Promise<Answer['result']> => {
  const answer = await fetch(`${urls[node]}${file}`, { headers: { 'api-key': apiKey } });
  return ((await answer.json()) as Answer).result;
};

const passageOf = (term: number): IndexedPassage => ({
  ...{ chunkId: randomUUID(), documentId: randomUUID(), institutionId, ownerId: randomUUID() },
  ...{ textHash: `${term}`, visibility: 'institution', audience: [], excluded: [] },
  embedding: { sparse: { indices: [term], values: [1] } },
});
const passages = Array.from({ length: 60 }, (_, term) => passageOf(term));

const reader: Searcher = {
  ...{ userId: 'reader', institutionId, accountRole: 'student', administers: [] },
  memberOf: [`institution:${institutionId}`],
};
const search = (term: number): Promise<readonly string[]> =>
  index.search({
    reader,
    embedding: { sparse: { indices: [term], values: [1] } },
    documentIds: undefined,
    limit: 5,
  });

describe('Qdrant as the cluster of the overlay production', () => {
  it('distributes a new index over all nodes, with two copies of each shard', async () => {
    await waitUntil(async () => Object.keys((await read(0, '/cluster')).peers).length === nodes, {
      what: 'a cluster of three',
      timeoutSeconds: 60,
    });
    await index.prepare();
    const held = await Promise.all(
      urls.map(async (_, node) => {
        const { local_shards: local } = await read(node, `/collections/${collection}/cluster`);
        return local.map(({ shard_id: shard }: { shard_id: number }) => shard);
      }),
    );
    expect(held.every((shards) => shards.length > 0)).toBe(true);
    const copies = [...Map.groupBy(held.flat(), (shard) => shard).values()].map(({ length }) => length);
    expect(copies).toEqual(Array.from({ length: distribution.shards }, () => distribution.replicas));
    expect(distribution).toEqual({ shards: 6, replicas: 2 });
  });

  it('refuses a query beyond the bounds of strict mode, and a filter without an index', async () => {
    const { config } = await read(0, `/collections/${collection}`);
    expect(config.strict_mode_config).toMatchObject({ enabled: true, max_query_limit: 1_000 });
    const client = new QdrantClient({
      ...{ url: urls[0] ?? '', checkCompatibility: false },
      headers: { 'api-key': apiKey },
    });
    const filtered = client.scroll(collection, {
      filter: { must: [{ key: 'textHash', match: { value: '1' } }] },
    });
    await expect(filtered).rejects.toMatchObject({ status: 400 });
    await expect(client.scroll(collection, { limit: 1_001 })).rejects.toMatchObject({ status: 400 });
  });

  it('answers every search while one node of three is killed', async () => {
    await index.upsert(passages);
    expect(await search(7)).toEqual([passages[7]?.chunkId]);
    const [, , last] = running;
    process.kill(last?.identity.pid ?? Number.NaN, 'SIGKILL');
    await last?.ended;
    for (const [term, { chunkId }] of passages.entries()) expect(await search(term)).toEqual([chunkId]);
  });
});
