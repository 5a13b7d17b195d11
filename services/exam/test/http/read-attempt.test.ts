import { randomUUID } from 'node:crypto';
import { attempt as attemptShape, readAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { anAdmin, aStudent, aTeacher } from '@ai-teacher/test-kit/identity/tokens.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anAttempt, readBack, release, respond, respondCorrectly, submit } from '../arrange.ts';
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

  it('readAttempt shows the teacher the marks after the submission, and the student after the release', async () => {
    const sitting = await anAttempt(app);
    await respondCorrectly(app, sitting);
    const submitted = await submit(app, sitting);
    const forTeacher = await readBack(app, sitting, sitting.teacher);
    expect(forTeacher.body).toMatchObject({ status: 'graded', score: forTeacher.body.maxScore });
    expect((await readBack(app, sitting)).body).toEqual(submitted.body);
    const released = await release(app, sitting);
    const inOrder = (items: { itemId: string }[]) =>
      items.toSorted((left, right) => (left.itemId < right.itemId ? -1 : 1));
    const forStudent = (await readBack(app, sitting)).body;
    expect({ ...forStudent, items: inOrder(forStudent.items) }).toEqual({
      ...forTeacher.body,
      items: inOrder(forTeacher.body.items),
      resultsAvailable: true,
      resultsAvailableAt: released.body.releasedAt,
    });
  });

  it('readAttempt shows a former student who now teaches another class no marks before the release', async () => {
    const sitting = await anAttempt(app);
    await submit(app, sitting);
    const promoted = { ...sitting.student, role: 'teacher' as const };
    expect((await readBack(app, sitting, promoted)).body).toMatchObject({
      score: null,
      status: 'needs_review',
    });
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
