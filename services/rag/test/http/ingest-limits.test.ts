import { deleteDocument } from '@ai-teacher/contracts/rag/library.ts';
import { search } from '@ai-teacher/contracts/rag/search.ts';
import { aTeacher, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { testQdrant } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { QdrantClient } from '@qdrant/js-client-rest';
import { makePdf } from '../make-pdf.ts';
import { type RagApp, startRagApp } from '../rag-app.ts';

const apps: RagApp[] = [];
const start = async (variables: Record<string, string>): Promise<RagApp> => {
  const app = await startRagApp(variables);
  apps.push(app);
  return app;
};
afterAll(async () => {
  // An app that shares the database of another closes first.
  for (const app of apps.reverse()) await app.close();
});

/** Two describes share this app, whose limits do not affect one another. */
let limited: Promise<RagApp> | undefined;
const limitedApp = (): Promise<RagApp> => {
  limited ??= start({
    MAX_OWNER_BYTES: '5000',
    MAX_INSTITUTION_DOCUMENTS: '3',
    MAX_INSTITUTION_BYTES: '8000',
    MAX_CHUNK_TERMS: '60',
    MAX_DOCUMENT_TERMS: '100',
  });
  return limited;
};

let written = 0;
/** A file of its own, of exactly the given size. */
const aFile = (bytes = 1_500): Buffer => {
  written += 1;
  const pdf = makePdf({ pages: [{ lines: [`File number ${written}.`] }] });
  return Buffer.concat([pdf, Buffer.alloc(bytes - pdf.byteLength, ' ')]);
};
const answerOf = async (app: RagApp, as: TestUser, file = aFile()) => {
  const { status, body } = await app.upload(as, file);
  return status === 202 ? 'accepted' : `${status} ${body.code}`;
};
const institution = () => ({ institutionId: crypto.randomUUID() });

describe('the number of documents of one user', () => {
  const limit = { MAX_OWNER_DOCUMENTS: '3' };
  let app: RagApp;
  beforeAll(async () => {
    app = await start(limit);
  });

  it('may reach the limit, and ingest answers 409 to the next file', async () => {
    const teacher = aTeacher(institution());
    const first = aFile();
    expect(await answerOf(app, teacher, first)).toBe('accepted');
    expect(await answerOf(app, teacher)).toBe('accepted');
    expect(await answerOf(app, teacher)).toBe('accepted');
    expect(await answerOf(app, teacher)).toBe('409 owner-documents-exhausted');
    expect(await answerOf(app, teacher, first)).toBe('accepted');
    expect(await answerOf(app, aTeacher(institution()))).toBe('accepted');
  });

  it('is exact for concurrent uploads through two processes, and the refused files leave nothing', async () => {
    const sameStores = { DATABASE_URL: app.databaseUrl, QDRANT_COLLECTION: app.collection };
    const other = await start({ ...limit, ...sameStores });
    const teacher = aTeacher(institution());
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => answerOf(index % 2 === 0 ? app : other, teacher)),
    );
    expect(answers.filter((answer) => answer === 'accepted')).toHaveLength(3);
    expect(new Set(answers)).toEqual(new Set(['accepted', '409 owner-documents-exhausted']));
    const orphans = 'select id from blob where not exists (select from document where blob_id = blob.id)';
    expect(await readRows(app.databaseUrl, orphans)).toEqual([]);
  });

  it('has room again after a deletion', async () => {
    const teacher = aTeacher(institution());
    const { id } = await app.ingested(teacher, aFile());
    await answerOf(app, teacher);
    await answerOf(app, teacher);
    expect(await answerOf(app, teacher)).toBe('409 owner-documents-exhausted');
    expect((await app.call(deleteDocument, { as: teacher, params: { id } })).status).toBe(204);
    expect(await answerOf(app, teacher)).toBe('accepted');
  });
});

describe('further quotas', () => {
  let app: RagApp;
  beforeAll(async () => {
    app = await limitedApp();
  });

  it('the bytes of a user may be reached exactly, and ingest answers 409 to a byte more', async () => {
    const teacher = aTeacher(institution());
    expect(await answerOf(app, teacher, aFile(5_001))).toBe('409 owner-bytes-exhausted');
    expect(await answerOf(app, teacher, aFile(3_000))).toBe('accepted');
    expect(await answerOf(app, teacher, aFile(2_001))).toBe('409 owner-bytes-exhausted');
    expect(await answerOf(app, teacher, aFile(2_000))).toBe('accepted');
  });

  it('the documents of an institution count all its users', async () => {
    const school = institution();
    for (let teachers = 0; teachers < 3; teachers += 1)
      expect(await answerOf(app, aTeacher(school))).toBe('accepted');
    expect(await answerOf(app, aTeacher(school))).toBe('409 institution-documents-exhausted');
  });

  it('the bytes of an institution count all its users', async () => {
    const school = institution();
    expect(await answerOf(app, aTeacher(school), aFile(4_000))).toBe('accepted');
    expect(await answerOf(app, aTeacher(school), aFile(4_001))).toBe('409 institution-bytes-exhausted');
    expect(await answerOf(app, aTeacher(school), aFile(4_000))).toBe('accepted');
  });
});

describe('the terms of a document', () => {
  let app: RagApp;
  beforeAll(async () => {
    app = await limitedApp();
  });

  const wordsFrom = (first: number, count: number) =>
    Array.from({ length: count }, (_, at) => `w${(first + at).toString(36)}q`).join(' ');
  const aPageOf = (number: number, words: number) => ({
    lines: [wordsFrom(number * 100, words), `Page ${number}.`],
  });
  const termsOf = async (documentId: string): Promise<number[]> => {
    const { url, apiKey } = await testQdrant();
    const qdrant = new QdrantClient({ url, headers: { 'api-key': apiKey }, checkCompatibility: false });
    const filter = { must: [{ key: 'documentId', match: { value: documentId } }] };
    const { points } = await qdrant.scroll(app.collection, { filter, with_vector: true });
    return points.map(({ vector }) => (vector as { terms: { indices: number[] } }).terms.indices.length);
  };
  const cutBy = (name: string) =>
    expect.objectContaining({ code: 'limit-reached', limit: { name, value: expect.any(Number) } });

  it('stay within the limit of a chunk, and a warning reports what is left out', async () => {
    const { id, warningDetails } = await app.ingested(
      aTeacher(institution()),
      makePdf({ pages: [aPageOf(1, 30)] }),
    );
    expect(await termsOf(id)).toEqual([60]);
    expect(warningDetails).toContainEqual(cutBy('MAX_CHUNK_TERMS'));
  });

  it('stay within the limit of the document, which its chunks share', async () => {
    const pages = [1, 2, 3, 4].map((number) => aPageOf(number, 30));
    const { id, warningDetails } = await app.ingested(aTeacher(institution()), makePdf({ pages }));
    expect(await termsOf(id)).toEqual([25, 25, 25, 25]);
    expect(warningDetails).toContainEqual(cutBy('MAX_DOCUMENT_TERMS'));
  });

  it('are all searchable below both limits', async () => {
    const { id, warnings } = await app.ingested(
      aTeacher(institution()),
      makePdf({ pages: [{ lines: ['Emus run.'] }] }),
    );
    expect(Math.max(...(await termsOf(id)))).toBeLessThan(60);
    expect(warnings ?? []).toEqual([]);
  });

  it('do not delay the terms of a query while the text of a document is being cut', async () => {
    const teacher = aTeacher(institution());
    await app.ingested(teacher, makePdf({ pages: [{ lines: ['Yaks live in the cold.'] }] }));
    // Cutting this takes minutes. The end of the app ends it.
    const page = { number: 1, label: '1', text: '* '.repeat(50_000), headings: [], reading: {} };
    let isCut = false;
    const cutting = app.deps.world.chunker.chunk(crypto.randomUUID(), Array(100_000).fill(page));
    cutting.then(
      () => {
        isCut = true;
      },
      () => undefined,
    );
    const { body } = await app.call(search, { as: teacher, body: { query: 'yaks' } });
    expect(body.results).toHaveLength(1);
    expect(isCut).toBe(false);
  });
});

describe('documents that wait', () => {
  it('may reach the limit of their owner, and ingest answers 429 to the next file', async () => {
    // Without an index, every document waits.
    const app = await start({ MAX_OWNER_WAITING_DOCUMENTS: '2', QDRANT_URL: 'http://127.0.0.1:9' });
    const teacher = aTeacher(institution());
    expect(await answerOf(app, teacher)).toBe('accepted');
    expect(await answerOf(app, teacher)).toBe('accepted');
    expect(await answerOf(app, teacher)).toBe('429 waiting-documents-exhausted');
    expect(await answerOf(app, aTeacher(institution()))).toBe('accepted');
  });
});

describe('a full storage', () => {
  it.each([
    ['database', { MAX_DATABASE_BYTES: '1000' }],
    ['disk', { MIN_FREE_DISK_BYTES: '90000000000000' }],
  ])('makes ingest answer 507 when the %s has no room', async (_what, variables) => {
    const app = await start(variables);
    expect(await answerOf(app, aTeacher())).toBe('507 storage-full');
    expect(await readRows(app.databaseUrl, 'select id from blob')).toEqual([]);
  });
});
