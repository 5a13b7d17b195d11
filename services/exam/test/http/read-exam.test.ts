import { randomUUID } from 'node:crypto';
import { startAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { examWithKeys, examWithoutKeys, readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { anAdmin, aStudent, aTeacher } from '@ai-teacher/test-kit/identity/tokens.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aDraft, aPublishedExam } from '../arrange.ts';
import { startExamApp, type TestExamApp } from '../exam-app.ts';

const clock = createFakeClock(new Date());
let app: TestExamApp;
beforeAll(async () => {
  app = await startExamApp({ clock });
});
afterAll(() => app.close());

const inMinutes = (minutes: number) => new Date(clock.now().getTime() + minutes * 60_000).toISOString();

describe('200', () => {
  it('readExam shows the exam with keys and sources to its teacher', async () => {
    const { teacher, examId, items } = await aDraft(app);
    const answer = await app.call(readExam, { as: teacher, params: { id: examId } });
    expect(answer.status).toBe(200);
    expect(examWithKeys.parse(answer.body).items).toEqual(items);
  });

  it('readExam shows a student stems and options without keys and sources', async () => {
    const { examId, items } = await aPublishedExam(app, { request: { itemCount: 10 } });
    const answer = await app.call(readExam, { as: aStudent(), params: { id: examId } });
    expect(answer.status).toBe(200);
    const shown = examWithoutKeys.parse(answer.body);
    const idsOf = (list: readonly { itemId: string }[]) => list.map(({ itemId }) => itemId).toSorted();
    expect(idsOf(shown.items)).toEqual(idsOf(items));
    expect(answer.text).not.toMatch(/"(?:key|source|quote|confusable|shortfall)"/);
    for (const item of items.filter(({ type }) => type === 'short_answer'))
      expect(answer.text).not.toContain(item.key);
  });

  it('readExam hides the items from students until the exam opens', async () => {
    const { examId } = await aPublishedExam(app, { window: { opensAt: inMinutes(10) } });
    const student = aStudent();
    const before = await app.call(readExam, { as: student, params: { id: examId } });
    expect(before).toMatchObject({ status: 200, body: { status: 'published', items: [] } });
    clock.advance({ seconds: 601 });
    const after = await app.call(readExam, { as: student, params: { id: examId } });
    expect(after.body.items).toHaveLength(5);
  });

  it('readExam hides the items of a timed exam until the student’s attempt begins', async () => {
    const { examId } = await aPublishedExam(app, { window: { durationMinutes: 30 } });
    const student = aStudent();
    const before = await app.call(readExam, { as: student, params: { id: examId } });
    expect(before.body.items).toEqual([]);
    await app.call(startAttempt, { as: student, params: { id: examId } });
    const after = await app.call(readExam, { as: student, params: { id: examId } });
    expect(after.body.items).toHaveLength(5);
  });
});

describe('404', () => {
  it('readExam answers the same 404 for drafts, exams of other users and unknown exams', async () => {
    const draft = await aDraft(app);
    const published = await aPublishedExam(app);
    const elsewhere = aStudent({ institutionId: randomUUID() });
    const answers = [
      await app.call(readExam, { as: aStudent(), params: { id: draft.examId } }),
      await app.call(readExam, { as: aTeacher(), params: { id: draft.examId } }),
      await app.call(readExam, { as: aTeacher(), params: { id: published.examId } }),
      await app.call(readExam, { as: anAdmin(), params: { id: published.examId } }),
      await app.call(readExam, { as: elsewhere, params: { id: published.examId } }),
      await app.call(readExam, { as: aStudent(), params: { id: randomUUID() } }),
    ];
    const bodies = answers.map(({ body }) => ({ ...body, requestId: 'any' }));
    for (const body of bodies) expect(body).toEqual(bodies[0]);
    expect(bodies[0]).toMatchObject({ status: 404, code: 'exam-not-found' });
  });
});
