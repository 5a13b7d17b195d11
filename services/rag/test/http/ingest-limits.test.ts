import { deleteDocument } from '@ai-teacher/contracts/rag/library.ts';
import { aTeacher, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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
  let app: RagApp;
  let other: RagApp;
  beforeAll(async () => {
    const limit = { MAX_OWNER_DOCUMENTS: '3' };
    app = await start(limit);
    other = await start({ ...limit, DATABASE_URL: app.databaseUrl, QDRANT_COLLECTION: app.collection });
  }, 120_000);

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
    app = await start({
      MAX_OWNER_BYTES: '5000',
      MAX_INSTITUTION_DOCUMENTS: '3',
      MAX_INSTITUTION_BYTES: '8000',
    });
  });

  it('on the bytes of a user may be reached exactly, and ingest answers 409 to a byte more', async () => {
    const teacher = aTeacher(institution());
    expect(await answerOf(app, teacher, aFile(5_001))).toBe('409 owner-bytes-exhausted');
    expect(await answerOf(app, teacher, aFile(3_000))).toBe('accepted');
    expect(await answerOf(app, teacher, aFile(2_001))).toBe('409 owner-bytes-exhausted');
    expect(await answerOf(app, teacher, aFile(2_000))).toBe('accepted');
  });

  it('on the documents of an institution count all its users', async () => {
    const school = institution();
    for (let teachers = 0; teachers < 3; teachers += 1)
      expect(await answerOf(app, aTeacher(school))).toBe('accepted');
    expect(await answerOf(app, aTeacher(school))).toBe('409 institution-documents-exhausted');
  });

  it('on the bytes of an institution count all its users', async () => {
    const school = institution();
    expect(await answerOf(app, aTeacher(school), aFile(4_000))).toBe('accepted');
    expect(await answerOf(app, aTeacher(school), aFile(4_001))).toBe('409 institution-bytes-exhausted');
    expect(await answerOf(app, aTeacher(school), aFile(4_000))).toBe('accepted');
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
