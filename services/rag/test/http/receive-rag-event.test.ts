import { randomUUID } from 'node:crypto';
import { receiveRagEvent } from '@ai-teacher/contracts/rag/events.ts';
import {
  changeDocument,
  deleteDocument,
  listDocuments,
  listPageLabels,
  readDocument,
} from '@ai-teacher/contracts/rag/library.ts';
import { search } from '@ai-teacher/contracts/rag/search.ts';
import { anAdmin, aTeacher, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { aSchool, libraryOf, untilForgotten } from '../access/a-school.ts';
import { makePdf } from '../make-pdf.ts';
import { publishedOf } from '../published-events.ts';
import { type RagApp, startRagApp } from '../rag-app.ts';
import { until } from '../until.ts';

const owner = aTeacher();
let app: RagApp;
beforeAll(async () => {
  app = await startRagApp();
});
afterAll(() => app.close());

const book = (text: string) => makePdf({ pages: [{ lines: [text] }] });
const deletionOf = (userId: string) => ({
  id: randomUUID(),
  type: 'user.deleted' as const,
  occurredAt: '2026-03-02T09:00:00.000Z',
  requestId: randomUUID(),
  traceparent: null,
  institutionId: owner.institutionId,
  subject: userId,
  data: { userId },
});
const titlesLeft = async () =>
  (await readRows(app.databaseUrl, 'select title from document order by title')).map(({ title }) => title);

describe('204', () => {
  it('receiveRagEvent removes only the private documents of a deleted user', async () => {
    const gone = aTeacher();
    await app.ingested(gone, book('Shared.'), { title: 'Shared' });
    const { id } = await app.ingested(gone, book('Hidden.'), { title: 'Hidden', visibility: 'private' });
    await app.ingested(aTeacher(), book('Of another.'), { title: 'Of another', visibility: 'private' });
    const event = deletionOf(gone.userId);
    expect((await app.call(receiveRagEvent, { from: 'auth', body: event })).status).toBe(204);
    expect(await titlesLeft()).toEqual(['Of another', 'Shared']);
    expect(await publishedOf(app, 'document.deleted', id)).toHaveLength(3);
  });

  it('receiveRagEvent applies an event once, even after repeated and concurrent deliveries', async () => {
    const as = aTeacher();
    const event = deletionOf(as.userId);
    const deliver = () => app.call(receiveRagEvent, { from: 'auth', body: event });
    await deliver();
    // A process of the version before accepts an upload after the deletion.
    await readRows(app.databaseUrl, 'delete from access_erased_person where person_id = $1', [as.userId]);
    await app.ingested(as, book('Written later.'), { title: 'Later', visibility: 'private' });
    const again = await Promise.all([deliver(), deliver()]);
    expect(again.map(({ status }) => status)).toEqual([204, 204]);
    expect(await titlesLeft()).toContain('Later');
  });
});

describe('an upload while its owner is deleted', () => {
  const blocked = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  const documentsOf = (ownerId: string) =>
    readRows(app.databaseUrl, 'select title from document where owner_id = $1', [ownerId]);

  it('answers 401 token-invalid after the deletion, and stores neither a document nor a file', async () => {
    const as = aTeacher();
    expect((await app.call(receiveRagEvent, { from: 'auth', body: deletionOf(as.userId) })).status).toBe(204);
    const answer = await app.upload(as, book('Too late.'), { fields: { visibility: 'private' } });
    expect(answer).toMatchObject({ status: 401, body: { code: 'token-invalid' } });
    expect(await documentsOf(as.userId)).toEqual([]);
    const orphans = 'select from blob where not exists (select from document where blob_id = blob.id)';
    expect(await readRows(app.databaseUrl, orphans)).toEqual([]);
  });

  it('leaves no private document when both wait for one another in the database', async () => {
    const as = aTeacher();
    const holder = new pg.Client({ connectionString: app.databaseUrl });
    await holder.connect();
    try {
      await holder.query('begin');
      await holder.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [as.institutionId]);
      const uploaded = app.upload(as, book('In time.'), { fields: { visibility: 'private' } });
      await waitForBlocked(app.databaseUrl, 'pg_advisory_xact_lock');
      let isErased = false;
      const erased = app.call(receiveRagEvent, { from: 'auth', body: deletionOf(as.userId) }).finally(() => {
        isErased = true;
      });
      await until(async () => isErased || (await readRows(app.databaseUrl, blocked)).length === 2);
      await holder.query('commit');
      expect((await erased).status).toBe(204);
      expect((await uploaded).status).toBe(202);
    } finally {
      await holder.end();
    }
    expect(await documentsOf(as.userId)).toEqual([]);
  });
});

describe('a shared document whose owner is deleted', () => {
  const head = anAdmin();
  const isPrivate = { visibility: 'private' };
  const change = (as: TestUser, id: string, body: object) =>
    app.call(changeDocument, { as, params: { id }, body });
  const delivered = async (userId: string) =>
    expect((await app.call(receiveRagEvent, { from: 'auth', body: deletionOf(userId) })).status).toBe(204);

  it('stays readable: admins rename, share and delete it, and cannot make it private', async () => {
    const as = aTeacher();
    const { id } = await app.ingested(as, book('Stays shared.'));
    await delivered(as.userId);
    expect(await change(head, id, isPrivate)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect((await change(head, id, { audience: [] })).status).toBe(403);
    expect((await change(head, id, { title: 'By the head' })).body).toMatchObject({
      ...{ title: 'By the head', visibility: 'institution' },
    });
    expect((await app.call(deleteDocument, { as: head, params: { id } })).status).toBe(204);
  });

  it('is removed when its owner makes it private while the deletion waits for the change', async () => {
    const as = aTeacher();
    const { id } = await app.ingested(as, book('Private at last.'));
    const changing = new pg.Client({ connectionString: app.databaseUrl });
    await changing.connect();
    try {
      await changing.query('begin');
      await changing.query(`update document set visibility = 'private', audience = '{}' where id = $1`, [id]);
      const erased = delivered(as.userId);
      await waitForBlocked(app.databaseUrl, 'document');
      await changing.query('commit');
      await erased;
    } finally {
      await changing.end();
    }
    expect(await readRows(app.databaseUrl, 'select from document where id = $1', [id])).toEqual([]);
  });
});

describe('an import of a roster', () => {
  it('receiveRagEvent lets one job compare the facts of the institution, whatever is delivered twice', async () => {
    const institutionId = randomUUID();
    const event = {
      ...{ ...deletionOf(randomUUID()), type: 'roster.applied' as const, institutionId },
      data: { institutionId, rosterId: randomUUID(), appliedAt: '2026-03-02T09:00:00.000Z' },
    };
    for (const body of [event, event, { ...event, id: randomUUID() }])
      expect((await app.call(receiveRagEvent, { from: 'user', body })).status).toBe(204);
    // No service user answers here, so the job waits for its next attempt.
    const jobs = await readRows(
      app.databaseUrl,
      `select payload -> 'data' ->> 'institutionId' as id from graphile_worker._private_jobs
       where key like 'reconcile-access-facts:' || $1`,
      [institutionId],
    );
    expect(jobs).toEqual([{ id: institutionId }]);
  });
});

describe('422', () => {
  it('receiveRagEvent answers 422 for an event that its contract does not know', async () => {
    const answer = await app.call(receiveRagEvent, {
      from: 'auth',
      body: { ...deletionOf(owner.userId), type: 'user.promoted' },
    });
    expect(answer.status).toBe(422);
  });
});

const found = async (as: TestUser, query: string, documentIds?: string[]): Promise<string[]> => {
  const answer = await app.call(search, { as, body: { query, limit: 50, documentIds } });
  expect(answer.status).toBe(200);
  const ids: string[] = answer.body.results.map(({ documentId }: { documentId: string }) => documentId);
  return [...new Set(ids)].sort();
};
const { listed, readStatus, explain, share, untilIndexed } = libraryOf(() => app);

describe('a document shared with a class', () => {
  const [school, grade, other, mathematics, biology] = [0, 1, 2, 3, 4].map(() => randomUUID()) as [
    ...[string, string, string, string, string],
  ];
  const a = aSchool(() => app);
  const [teacher, pupil, stranger, head] = [a.teacher(), a.student(), a.student(), a.teacher()];
  let id: string;
  beforeAll(async () => {
    await a.class(mathematics, [school, grade]);
    await a.class(biology, [school, other]);
    await a.enrolled(teacher, mathematics);
    await a.enrolled(pupil, mathematics);
    await a.enrolled(stranger, biology);
    await a.unitAdmin(head, grade);
    const audience = JSON.stringify([{ classId: mathematics }]);
    id = (await app.ingested(teacher, book('Fractions are parts of a whole.'), { audience })).id;
  });

  it('ingest and readDocument show the audience to the owner and to admins only', async () => {
    const shared = { visibility: 'shared', audience: [{ classId: mathematics }], excluded: [] };
    for (const as of [teacher, a.admin]) {
      const { body } = await app.call(readDocument, { as, params: { id } });
      expect(body).toMatchObject(shared);
    }
    for (const as of [pupil, head]) {
      const { body } = await app.call(readDocument, { as, params: { id } });
      expect(body).toMatchObject({ visibility: 'shared' });
      expect(body).not.toHaveProperty('audience');
    }
  });

  it('listDocuments narrows to a class for its members and for the admins above it only', async () => {
    for (const [as, classId, ids] of [
      [teacher, mathematics, [id]],
      [pupil, mathematics.toUpperCase(), [id]],
      [head, mathematics, [id]],
      [a.admin, mathematics, [id]],
      [a.admin, biology, []],
      [teacher, biology, []],
      [stranger, mathematics, []],
      [stranger, biology, []],
      [anAdmin({ institutionId: randomUUID() }), mathematics, []],
    ] as const) {
      const { body } = await app.call(listDocuments, { as, query: { limit: 100, classId } });
      expect([as.role, body.items.map((item: { id: string }) => item.id)]).toEqual([as.role, ids]);
    }
  });

  it('is found by its members alone, and read and listed by the admins above as well', async () => {
    for (const [as, finds, reads] of [
      [teacher, true, true],
      [pupil, true, true],
      [head, false, true],
      [a.admin, false, true],
      [stranger, false, false],
      [anAdmin({ institutionId: randomUUID() }), false, false],
    ] as const) {
      expect([as.role, await found(as, 'fractions')]).toEqual([as.role, finds ? [id] : []]);
      expect([as.role, await readStatus(as, id)]).toEqual([as.role, reads ? 200 : 404]);
      expect([as.role, await listed(as)]).toEqual([as.role, reads ? [id] : []]);
      const labels = await app.call(listPageLabels, { as, params: { id } });
      expect(labels.status).toBe(reads ? 200 : 404);
    }
    expect(await found(head, 'fractions', [id])).toEqual([id]);
    const named = await app.call(search, { as: stranger, body: { query: 'fractions', documentIds: [id] } });
    expect(named.body.code).toBe('document-not-found');
  });

  it('explainDocument says which rule decides, and to a person without access what a missing document gets', async () => {
    const own = { classId: mathematics };
    for (const [as, about, expected] of [
      [teacher, teacher, { allowed: true, rule: 'owner', place: null }],
      [pupil, pupil, { allowed: true, rule: 'class', place: own, enrolment: { ...own, role: 'student' } }],
      [head, head, { allowed: true, rule: 'unit-admin', place: { unitId: grade }, enrolment: null }],
      [a.admin, a.admin, { allowed: true, rule: 'institution-admin', since: null }],
      [a.admin, stranger, { allowed: false, rule: 'not-shared', place: null }],
      [head, pupil, { allowed: true, rule: 'class', place: own }],
    ] as const)
      expect((await explain(as, about, id)).body).toMatchObject(expected);
    const missing = await explain(stranger, stranger, randomUUID());
    expect(missing.body).toEqual({
      ...{ allowed: false, rule: 'not-accessible', place: null, enrolment: null, overruled: null },
      since: null,
    });
    const hidden = (await app.ingested(teacher, book('Only mine.'), { visibility: 'private' })).id;
    for (const [as, about, of] of [
      [stranger, stranger, id],
      [stranger, pupil, id],
      [anAdmin({ institutionId: randomUUID() }), pupil, id],
      [a.admin, teacher, hidden],
      [a.admin, pupil, randomUUID()],
    ] as const)
      expect((await explain(as, about, of)).text).toBe(missing.text);
    expect((await explain(teacher, pupil, hidden)).body).toMatchObject({ rule: 'private' });
  });

  it('changeDocument answers 404 and 403 for audiences with which a teacher may not share', async () => {
    const codes = [];
    await a.policy(false);
    await untilForgotten();
    for (const entry of [
      { classId: biology },
      { classId: randomUUID() },
      { unitId: grade },
      { institution: true },
    ])
      codes.push((await share(teacher, id, { audience: [{ classId: mathematics }, entry] })).body.code);
    expect(codes).toEqual(['class-not-found', 'class-not-found', 'node-not-found', 'forbidden']);
    const both = await share(teacher, id, { visibility: 'private', audience: [] });
    expect(both.body).toMatchObject({ code: 'input-invalid', errors: [{ pointer: '/visibility' }] });
  });

  it('ingest answers 404 for a class that its teacher does not teach, and stays private under the policy', async () => {
    for (const [entry, code] of [
      [{ classId: biology }, 'class-not-found'],
      [{ unitId: grade }, 'node-not-found'],
    ] as const) {
      const fields = { audience: JSON.stringify([entry]) };
      const answer = await app.upload(teacher, book(`Not for ${code}.`), { fields });
      expect([answer.status, answer.body.code]).toEqual([404, code]);
    }
    const broken = await app.upload(teacher, book('Broken.'), { fields: { audience: '[{' } });
    expect(broken.status).toBe(422);
    const forbidden = await app.upload(teacher, book('All.'), { fields: { visibility: 'institution' } });
    expect(forbidden.body.code).toBe('forbidden');
    expect((await app.ingested(teacher, book('Mine.'))).visibility).toBe('private');
  });

  it('changeDocument withholds from an excluded class, and document.hidden reports lost readers alone', async () => {
    const audience = [{ unitId: school }];
    expect((await share(a.admin, id, { audience })).status).toBe(200);
    expect(await publishedOf(app, 'document.hidden', id)).toHaveLength(3);
    await untilIndexed();
    expect(await found(stranger, 'fractions')).toEqual([id]);
    expect((await share(a.admin, id, { excluded: [{ classId: biology }] })).status).toBe(200);
    expect(await publishedOf(app, 'document.hidden', id)).toHaveLength(6);
    expect([await found(stranger, 'fractions'), await readStatus(stranger, id)]).toEqual([[], 404]);
    expect((await explain(a.admin, stranger, id)).body).toMatchObject({
      ...{ allowed: false, rule: 'excluded', place: { classId: biology }, overruled: { unitId: school } },
      since: expect.any(String),
    });
    await share(a.admin, id, { excluded: [] });
    expect(await publishedOf(app, 'document.hidden', id)).toHaveLength(6);
    await untilIndexed();
    expect(await found(stranger, 'fractions')).toEqual([id]);
  });
});

describe('a change of visibility by a process of the previous version', () => {
  it('decides about the audience as well', async () => {
    const { id } = await app.ingested(owner, book('Of two versions.'));
    const stored = (sql: string) => readRows(app.databaseUrl, `${sql} returning audience`, [id]);
    expect(await stored(`update document set visibility = 'private' where id = $1`)).toEqual([
      { audience: [] },
    ]);
    expect(await stored(`update document set visibility = 'institution' where id = $1`)).toEqual([
      { audience: [`institution:${owner.institutionId}`] },
    ]);
  });
});
