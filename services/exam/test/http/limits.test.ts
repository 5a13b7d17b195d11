import { giveExtraTime } from '@ai-teacher/contracts/exam/assignments.ts';
import { startAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { deleteExam, generateExam, publishExam, readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { regenerateItem } from '@ai-teacher/contracts/exam/item-editing.ts';
import { aStudent, aTeacher, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aDocument, aDraft, aPublishedExam } from '../arrange.ts';
import { heldAt } from '../edit-arrange.ts';
import { startExamApp, type TestExamApp } from '../exam-app.ts';

let app: TestExamApp;
beforeAll(async () => {
  app = await startExamApp({
    variables: {
      MAX_DRAFTS_PER_TEACHER: '3',
      MAX_EXAMS_PER_TEACHER: '2',
      MAX_ITEMS_PER_EXAM: '4',
      MAX_ATTEMPTS_PER_EXAM: '2',
      MAX_GENERATIONS_PER_TEACHER: '1',
    },
  });
});
afterAll(() => app.close());

const generate = (teacher: TestUser, itemCount = 1) =>
  app.call(generateExam, { as: teacher, body: { documentIds: [aDocument(app)], itemCount } });
const publish = (teacher: TestUser, examId: string) =>
  app.call(publishExam, { as: teacher, params: { id: examId } });
const draftOf = async (teacher: TestUser): Promise<string> => (await generate(teacher)).body.examId;

describe('MAX_DRAFTS_PER_TEACHER', () => {
  it('generateExam answers 409 draft-limit-reached beyond the limit, and 201 after a draft is deleted', async () => {
    const teacher = aTeacher();
    const drafts = [await draftOf(teacher), await draftOf(teacher), await draftOf(teacher)];
    const before = app.mesh.requests.length;
    const refused = await generate(teacher);
    expect(refused).toMatchObject({ status: 409, body: { code: 'draft-limit-reached' } });
    expect(app.mesh.requests.length).toBe(before);
    expect((await generate(aTeacher())).status).toBe(201);
    await app.call(deleteExam, { as: teacher, params: { id: drafts[0] ?? '' } });
    expect((await generate(teacher)).status).toBe(201);
  });
});

describe('MAX_EXAMS_PER_TEACHER', () => {
  it('publishExam answers 409 exam-limit-reached beyond the limit, also to concurrent requests', async () => {
    const teacher = aTeacher();
    const drafts = [await draftOf(teacher), await draftOf(teacher), await draftOf(teacher)];
    const answers = await Promise.all(drafts.map((examId) => publish(teacher, examId)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({ code: 'exam-limit-reached' });
  });
});

describe('MAX_ITEMS_PER_EXAM', () => {
  it('generateExam answers 422 too-many-items with the pointer of the number beyond the limit', async () => {
    expect((await generate(aTeacher(), 4)).status).toBe(201);
    expect(await generate(aTeacher(), 5)).toMatchObject({
      status: 422,
      body: { code: 'too-many-items', errors: [{ pointer: '/itemCount' }] },
    });
  });
});

describe('MAX_ATTEMPTS_PER_EXAM', () => {
  it('startAttempt answers 409 attempt-limit-reached beyond the limit, and 201 to an attempt in progress', async () => {
    const { examId } = await aPublishedExam(app, { request: { itemCount: 1 } });
    const start = (as: TestUser) => app.call(startAttempt, { as, params: { id: examId } });
    const students = [aStudent(), aStudent()];
    for (const student of students) expect((await start(student)).status).toBe(201);
    expect(await start(aStudent())).toMatchObject({
      status: 409,
      body: { code: 'attempt-limit-reached' },
    });
    for (const student of students) expect((await start(student)).status).toBe(201);
  });
});

describe('MAX_ATTEMPTS_PER_EXAM and extra time', () => {
  it('giveExtraTime answers 409 beyond the limit, and 200 to a student who has extra time', async () => {
    const { teacher, examId } = await aPublishedExam(app, { request: { itemCount: 1 } });
    const extra = ({ userId: studentId }: TestUser, factor = 1.5) =>
      app.call(giveExtraTime, { as: teacher, params: { id: examId, studentId }, body: { factor } });
    const students = [aStudent(), aStudent()];
    for (const student of students) expect((await extra(student)).status).toBe(200);
    expect(await extra(aStudent())).toMatchObject({
      status: 409,
      body: { code: 'extra-time-limit-reached' },
    });
    for (const student of students) expect((await extra(student, 2)).status).toBe(200);
  });
});

const refusal = { status: 429, body: { code: 'generation-limit-reached' } };

describe('MAX_GENERATIONS_PER_TEACHER', () => {
  it('generateExam answers 429 with retry-after while the teacher’s share is in use, and 201 to other teachers', async () => {
    const teacher = aTeacher();
    const documentId = aDocument(app);
    const held = await heldAt(app, documentId, () =>
      app.call(generateExam, { as: teacher, body: { documentIds: [documentId], itemCount: 1 } }),
    );
    const refused = await generate(teacher);
    expect(refused).toMatchObject(refusal);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await generate(aTeacher())).status).toBe(201);
    expect((await held.release()).status).toBe(201);
    expect((await generate(teacher)).status).toBe(201);
  });

  it('regenerateItem answers 429 while the teacher’s share is in use, and the other request succeeds', async () => {
    const documentId = aDocument(app);
    const { teacher, examId, items } = await aDraft(app, { documentIds: [documentId], itemCount: 1 });
    const params = { id: examId, itemId: items[0]?.itemId ?? '' };
    const regenerate = () => app.call(regenerateItem, { as: teacher, params });
    const held = await heldAt(app, documentId, regenerate);
    const refused = await regenerate();
    expect(refused).toMatchObject(refusal);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    const { status, body } = await held.release();
    expect(status).toBe(200);
    const read = await app.call(readExam, { as: teacher, params: { id: examId } });
    expect(read.body.items).toEqual(body.items);
  });
});
