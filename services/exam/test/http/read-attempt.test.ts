import { randomUUID } from 'node:crypto';
import { attempt as attemptShape, readAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { anAdmin, aStudent, aTeacher } from '@ai-teacher/test-kit/identity/tokens.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anAttempt, respond, submit } from '../arrange.ts';
import { startExamApp, type TestExamApp } from '../exam-app.ts';

let app: TestExamApp;
beforeAll(async () => {
  app = await startExamApp();
});
afterAll(() => app.close());

describe('200', () => {
  it('readAttempt shows a student the saved responses, without marks and sources before the submission', async () => {
    const sitting = await anAttempt(app);
    const [item] = sitting.items.filter(({ type }) => type === 'cloze');
    await respond(app, sitting, item?.itemId ?? '', 'my guess');
    const answer = await app.call(readAttempt, { as: sitting.student, params: { id: sitting.attemptId } });
    expect(answer.status).toBe(200);
    const shown = attemptShape.parse(answer.body);
    expect(shown).toMatchObject({ status: 'in_progress', score: null, examId: sitting.examId });
    expect(shown.items.find(({ itemId }) => itemId === item?.itemId)?.response).toBe('my guess');
    for (const mark of shown.items) expect(mark).toMatchObject({ score: null, feedback: null, source: null });
    expect(answer.text).not.toMatch(/"(?:key|quote|confusable)"/);
  });

  it('readAttempt shows the student and the teacher equal marks after the submission', async () => {
    const sitting = await anAttempt(app);
    const submitted = await submit(app, sitting);
    for (const as of [sitting.student, sitting.teacher]) {
      const answer = await app.call(readAttempt, { as, params: { id: sitting.attemptId } });
      expect(answer.body).toEqual(submitted.body);
    }
  });
});

describe('404', () => {
  it('readAttempt answers the same 404 for attempts of other users and for unknown attempts', async () => {
    const { attemptId } = await anAttempt(app);
    const answers = [
      await app.call(readAttempt, { as: aStudent(), params: { id: attemptId } }),
      await app.call(readAttempt, { as: aTeacher(), params: { id: attemptId } }),
      await app.call(readAttempt, { as: anAdmin(), params: { id: attemptId } }),
      await app.call(readAttempt, { as: aStudent(), params: { id: randomUUID() } }),
    ];
    const bodies = answers.map(({ body }) => ({ ...body, requestId: 'any' }));
    for (const body of bodies) expect(body).toEqual(bodies[0]);
    expect(bodies[0]).toMatchObject({ status: 404, code: 'attempt-not-found' });
  });
});
