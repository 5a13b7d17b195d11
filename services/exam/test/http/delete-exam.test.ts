import { deleteExam, readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { aStudent, aTeacher } from '@ai-teacher/test-kit/identity/tokens.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aDraft, aPublishedExam } from '../arrange.ts';
import { startExamApp, type TestExamApp } from '../exam-app.ts';

let app: TestExamApp;
beforeAll(async () => {
  app = await startExamApp();
});
afterAll(() => app.close());

describe('204', () => {
  it('deleteExam deletes a draft with its items', async () => {
    const { teacher, examId } = await aDraft(app);
    const params = { id: examId };
    expect((await app.call(deleteExam, { as: teacher, params })).status).toBe(204);
    expect((await app.call(readExam, { as: teacher, params })).status).toBe(404);
  });
});

describe('403', () => {
  it('deleteExam answers 403 to students', async () => {
    const { examId } = await aDraft(app);
    const answer = await app.call(deleteExam, { as: aStudent(), params: { id: examId } });
    expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });
});

describe('404', () => {
  it('deleteExam answers 404 to another teacher', async () => {
    const { examId } = await aDraft(app);
    const answer = await app.call(deleteExam, { as: aTeacher(), params: { id: examId } });
    expect(answer).toMatchObject({ status: 404, body: { code: 'exam-not-found' } });
  });
});

describe('409', () => {
  it('deleteExam answers 409 for a published exam, which stays', async () => {
    const { teacher, examId } = await aPublishedExam(app);
    const params = { id: examId };
    const answer = await app.call(deleteExam, { as: teacher, params });
    expect(answer).toMatchObject({ status: 409, body: { code: 'exam-already-published' } });
    expect((await app.call(readExam, { as: aStudent(), params })).status).toBe(200);
  });
});
