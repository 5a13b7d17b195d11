import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { testTimetable } from '@ai-teacher/test-kit/app/timetable-tests.ts';
import { createTestDatabase, testQdrant } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import {
  type EmbeddingStub,
  hashedVector,
  startEmbeddingStub,
} from '@ai-teacher/test-kit/stand-ins/embedding-stub.ts';
import {
  expectReconciled,
  reconciliationCase,
  reconciliationNeighbour,
} from '@ai-teacher/test-kit/stand-ins/fact-owner.ts';
import { type MeshStandIn, startMeshStandIn } from '@ai-teacher/test-kit/stand-ins/mesh-stand-in.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { QdrantClient } from '@qdrant/js-client-rest';
import { createQdrantPassageIndex } from '../../src/adapters/qdrant/qdrant-passage-index.ts';
import { timetable } from '../../src/jobs/timetable.ts';
import { startRagApp } from '../rag-app.ts';

const collection = `test_${crypto.randomUUID()}`;
const openIndex = async () => createQdrantPassageIndex({ ...(await testQdrant()), collection });

const existing = crypto.randomUUID();
const passageOf = (documentId: string) => ({
  chunkId: crypto.randomUUID(),
  documentId,
  institutionId: crypto.randomUUID(),
  ownerId: crypto.randomUUID(),
  textHash: 'hash',
  visibility: 'private' as const,
  audience: [],
  excluded: [],
  embedding: { sparse: { indices: [1], values: [1] } },
});

const aliased = async (qdrant: QdrantClient): Promise<boolean> =>
  (await qdrant.getAliases()).aliases.some(({ alias_name: name }) => name === alias);

let mesh: MeshStandIn;
let model: EmbeddingStub;
beforeAll(async () => {
  mesh = await startMeshStandIn(reconciliationNeighbour);
  model = await startEmbeddingStub({ vectorOf: hashedVector(4) });
});
afterAll(async () => {
  await mesh.close();
  await model.close();
});

const start = (databaseUrl: string) =>
  startRagApp(
    {
      DATABASE_URL: databaseUrl,
      QDRANT_COLLECTION: collection,
      EMBEDDING_MODEL: 'scripted',
      EMBEDDING_BASE_URL: model.url,
      EMBEDDING_DIMENSIONS: '4',
    },
    { meshUrl: mesh.url },
  );

const alias = `${collection}_vectors`;
const openQdrant = async () => {
  const { url, apiKey } = await testQdrant();
  return new QdrantClient({ url, headers: { 'api-key': apiKey }, checkCompatibility: false });
};

describe('a projection that was never filled', () => {
  it('is filled when a process starts', async () => {
    const database = await createTestDatabase('rag');
    const rows = (sql: string) => readRows(database.url, sql);
    try {
      await rows('delete from access_reconciliation');
      const app = await start(database.url);
      try {
        await waitUntil(async () => (await rows('select from access_reconciliation')).length > 0, {
          what: 'the first fill of the projection',
          timeoutSeconds: 50,
          everyMilliseconds: 50,
        });
        await expectReconciled(database.url);
      } finally {
        await app.close();
      }
    } finally {
      await database.drop();
    }
  });
});

describe('the timetable of rag', () => {
  testTimetable({
    service: 'rag',
    timetable,
    start,
    cases: {
      'reconcile-access-facts': reconciliationCase,
      tidy: {
        arrange: async (databaseUrl) => {
          await readRows(
            databaseUrl,
            `insert into blob (id, created_at) select gen_random_uuid(), now() - make_interval(mins => age)
             from unnest(array[50, 61]) age`,
          );
        },
        assert: async (databaseUrl) => {
          expect(
            await readRows(databaseUrl, `select now() - created_at < interval '1 hour' as young from blob`),
          ).toEqual([{ young: true }]);
        },
      },
      'build-vectors': {
        arrange: async () => {
          const qdrant = await openQdrant();
          const { collections } = await qdrant.getCollections();
          for (const { name } of collections)
            if (name.startsWith(`${collection}_v_`)) await qdrant.deleteCollection(name);
          expect(await aliased(qdrant)).toBe(false);
        },
        assert: async () => {
          expect(await aliased(await openQdrant())).toBe(true);
        },
      },
      'remove-orphan-passages': {
        arrange: async (databaseUrl) => {
          await readRows(
            databaseUrl,
            `insert into document (id, institution_id, owner_id, title, title_given, visibility, status,
               progress_done, progress_total, warnings, content_hash, created_at, updated_at)
             values ($1, $1, $1, 'Otters', true, 'private', 'ready', 1, 1, '[]', 'hash', now(), now())`,
            [existing],
          );
          const index = await openIndex();
          await index.prepare();
          const orphan = crypto.randomUUID();
          await index.upsert([orphan, existing, crypto.randomUUID(), orphan, existing].map(passageOf));
        },
        assert: async () => {
          const { documentIds } = await (await openIndex()).listDocuments({ from: undefined, limit: 10 });
          expect(documentIds).toEqual([existing]);
        },
      },
      'remove-expired': {
        arrange: async (databaseUrl) => {
          await readRows(
            databaseUrl,
            `insert into seen_event (id, type, seen_at) select gen_random_uuid(), age || ' days',
               now() - make_interval(days => age) from unnest(array[29, 31]) age`,
          );
        },
        assert: async (databaseUrl) => {
          expect(await readRows(databaseUrl, 'select type from seen_event')).toEqual([{ type: '29 days' }]);
        },
      },
    },
  });
});
