import { listAttempts, startAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { aStudent, aTeacher } from '@ai-teacher/test-kit/identity/tokens.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anAttempt, aPublishedExam, readBack, submit } from '../arrange.ts';
import { startExamApp, type TestExamApp } from '../exam-app.ts';

const clock = createFakeClock(new Date());
let app: TestExamApp;
beforeAll(async () => {
  app = await startExamApp({ clock });
});
afterAll(() => app.close());

describe('200', () => {
  it('listAttempts lists all attempts of an exam for its teacher, newest first, page by page', async () => {
    const { teacher, examId } = await aPublishedExam(app);
    const started: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      clock.advance({ seconds: 1 });
      started.unshift(
        (await app.call(startAttempt, { as: aStudent(), params: { id: examId } })).body.attemptId,
      );
    }
    const first = await app.call(listAttempts, { as: teacher, params: { id: examId }, query: { limit: 2 } });
    expect(first.status).toBe(200);
    const query = { limit: 2, cursor: first.body.nextCursor };
    const second = await app.call(listAttempts, { as: teacher, params: { id: examId }, query });
    const listed = [...first.body.items, ...second.body.items];
    expect(listed.map(({ attemptId }: { attemptId: string }) => attemptId)).toEqual(started);
    expect(second.body.nextCursor).toBeNull();
    expect(listed[0].items).toHaveLength(5);
  });

  it('listAttempts shows submitted attempts with the marks of their items', async () => {
    const sitting = await anAttempt(app);
    await submit(app, sitting);
    const asTeacher = await readBack(app, sitting, sitting.teacher);
    const answer = await app.call(listAttempts, { as: sitting.teacher, params: { id: sitting.examId } });
    expect(answer.body.items).toEqual([asTeacher.body]);
    expect(answer.body.items[0]).toMatchObject({ status: 'graded', score: 0, resultsAvailable: false });
  });
});

describe('404', () => {
  it('listAttempts answers 404 to another teacher', async () => {
    const { examId } = await anAttempt(app);
    const answer = await app.call(listAttempts, { as: aTeacher(), params: { id: examId } });
    expect(answer).toMatchObject({ status: 404, body: { code: 'exam-not-found' } });
  });
});

describe('422', () => {
  it('listAttempts answers 422 for an invalid cursor', async () => {
    const { teacher, examId } = await aPublishedExam(app);
    const answer = await app.call(listAttempts, {
      as: teacher,
      params: { id: examId },
      query: { cursor: 'x' },
    });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/query/cursor' }] } });
  });
});
