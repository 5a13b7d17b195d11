import { randomUUID } from 'node:crypto';
import { readAttempt, startAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { blankItem } from '@ai-teacher/contracts/exam/items.ts';
import { aStudent } from '@ai-teacher/test-kit/identity/tokens.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aDraft, anAttempt, aPublishedExam, submit } from '../arrange.ts';
import { startExamApp, type TestExamApp } from '../exam-app.ts';

const clock = createFakeClock(new Date());
let app: TestExamApp;
beforeAll(async () => {
  app = await startExamApp({ clock });
});
afterAll(() => app.close());

const inMinutes = (minutes: number) => new Date(clock.now().getTime() + minutes * 60_000).toISOString();
const start = (examId: string, as = aStudent()) => app.call(startAttempt, { as, params: { id: examId } });

describe('201', () => {
  it('startAttempt returns the items without keys, and no deadline for an untimed exam', async () => {
    const { examId, items } = await aPublishedExam(app, { request: { itemCount: 10 } });
    const answer = await start(examId);
    expect(answer).toMatchObject({ status: 201, body: { deadlineAt: null } });
    const shown = answer.body.items.map((item: unknown) => blankItem.parse(item).itemId);
    expect(shown.toSorted()).toEqual(items.map(({ itemId }) => itemId).toSorted());
    expect(answer.body).toMatchObject({ resultsAvailable: false, resultsAvailableAt: null });
    expect(answer.text).not.toMatch(/"(?:key|source|quote|confusable)"/);
  });

  it('startAttempt sets the deadline to the allotted minutes or to the close of the exam, whichever is earlier', async () => {
    const timed = await aPublishedExam(app, { window: { durationMinutes: 30 } });
    expect((await start(timed.examId)).body.deadlineAt).toBe(inMinutes(30));
    const closing = await aPublishedExam(app, { window: { durationMinutes: 30, closesAt: inMinutes(20) } });
    expect((await start(closing.examId)).body.deadlineAt).toBe(inMinutes(20));
    const open = await aPublishedExam(app, { window: { closesAt: inMinutes(20) } });
    expect((await start(open.examId)).body.deadlineAt).toBe(inMinutes(20));
  });

  it('startAttempt returns one attempt with its first deadline to repeated and concurrent requests', async () => {
    const { examId } = await aPublishedExam(app, { window: { durationMinutes: 30 } });
    const student = aStudent();
    const answers = await Promise.all(Array.from({ length: 12 }, () => start(examId, student)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 201));
    clock.advance({ seconds: 60 });
    const later = await start(examId, student);
    const all = [...answers, later];
    expect(new Set(all.map(({ body }) => body.attemptId)).size).toBe(1);
    expect(new Set(all.map(({ body }) => body.deadlineAt)).size).toBe(1);
  });

  it('startAttempt gives each student an order of items and options of their own, equal on each reading', async () => {
    const { examId, items } = await aPublishedExam(app, { request: { itemCount: 10 } });
    const orderIn = (body: { items: { itemId: string; options?: { optionId: string }[] }[] }) =>
      body.items.map(({ itemId, options = [] }) => [itemId, ...options.map(({ optionId }) => optionId)]);
    const orders: unknown[][] = [];
    for (let count = 0; count < 6; count += 1) {
      const student = aStudent();
      const before = orderIn((await app.call(readExam, { as: student, params: { id: examId } })).body);
      const first = await start(examId, student);
      expect(orderIn(first.body)).toEqual(before);
      expect(orderIn((await start(examId, student)).body)).toEqual(before);
      const { attemptId } = first.body;
      const attempt = await app.call(readAttempt, { as: student, params: { id: attemptId } });
      expect(orderIn(attempt.body).map(([itemId]) => itemId)).toEqual(before.map(([itemId]) => itemId));
      orders.push(before);
    }
    expect(new Set(orders.map((order) => JSON.stringify(order))).size).toBe(6);
    const optionsOf = (order: unknown[][]) => JSON.stringify(order.toSorted());
    expect(new Set(orders.map((order) => optionsOf(order as unknown[][]))).size).toBeGreaterThan(1);
    expect(orders[0]?.length).toBe(items.length);
  });

  it.each([{ request: { shuffle: false } }, { window: { shuffle: false } }])(
    'startAttempt gives every student the order of the teacher when the exam is not shuffled (%#)',
    async (setting) => {
      const given = { request: { itemCount: 10, ...setting.request }, window: setting.window ?? {} };
      const { examId, items } = await aPublishedExam(app, given);
      const { body } = await start(examId);
      const blank = items.map(({ key: _, source: __, writtenBy: ___, revision: ____, ...item }) => item);
      expect(body.items).toEqual(blank);
    },
  );

  it('startAttempt gives each student a separate attempt', async () => {
    const { examId } = await aPublishedExam(app);
    expect((await start(examId)).body.attemptId).not.toBe((await start(examId)).body.attemptId);
  });
});

describe('404', () => {
  it('startAttempt answers 404 for drafts, exams of other institutions and unknown exams', async () => {
    const draft = await aDraft(app);
    const published = await aPublishedExam(app);
    const elsewhere = aStudent({ institutionId: randomUUID() });
    for (const answer of [
      await start(draft.examId),
      await start(published.examId, elsewhere),
      await start(randomUUID()),
    ])
      expect(answer).toMatchObject({ status: 404, body: { code: 'exam-not-found' } });
  });
});

describe('409', () => {
  it('startAttempt answers 409 before and after the window of the exam', async () => {
    const window = { opensAt: inMinutes(5), closesAt: inMinutes(10) };
    const { examId } = await aPublishedExam(app, { window });
    const early = await start(examId);
    expect(early).toMatchObject({ status: 409, body: { code: 'exam-not-open' } });
    expect(early.body.detail).toContain(window.opensAt);
    clock.advance({ seconds: 600 });
    expect(await start(examId)).toMatchObject({ status: 409, body: { code: 'exam-not-open' } });
  });

  it('startAttempt answers 409 when the student’s attempt is submitted or overdue', async () => {
    const sitting = await anAttempt(app);
    await submit(app, sitting);
    const again = await start(sitting.examId, sitting.student);
    expect(again).toMatchObject({ status: 409, body: { code: 'attempt-already-submitted' } });
    const timed = await anAttempt(app, { window: { durationMinutes: 1 } });
    clock.advance({ seconds: 60 });
    const late = await start(timed.examId, timed.student);
    expect(late).toMatchObject({ status: 409, body: { code: 'attempt-already-submitted' } });
  });
});
