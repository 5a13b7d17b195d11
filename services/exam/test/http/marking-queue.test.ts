import { randomUUID } from 'node:crypto';
import { startAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { markItem } from '@ai-teacher/contracts/exam/marking/marking.ts';
import {
  listMarkingQueue,
  listWaitingAnswers,
  markGroup,
} from '@ai-teacher/contracts/exam/marking/marking-queue.ts';
import { aStudent, aTeacher, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Arranged, aPublishedExam, readBack, respond, type Sitting, submit } from '../arrange.ts';
import { startExamApp, type TestExamApp } from '../exam-app.ts';
import { aClass } from '../school.ts';

let app: TestExamApp;
beforeAll(async () => {
  app = await startExamApp();
});
afterAll(() => app.close());

const anExam = () => aPublishedExam(app, { request: { types: ['short_answer'], itemCount: 1 } });
const itemOf = ({ items }: Arranged): string => items[0]?.itemId ?? '';

/** The attempt of a student with this answer, submitted unless it is still open. */
const answered = async (
  exam: Arranged,
  response: string,
  { student = aStudent(), isOpen = false } = {},
): Promise<Sitting> => {
  const started = await app.call(startAttempt, { as: student, params: { id: exam.examId } });
  const sitting = { ...exam, student, attemptId: started.body.attemptId };
  await respond(app, sitting, itemOf(exam), response);
  if (!isOpen) await submit(app, sitting);
  return sitting;
};

/** Answers with some words of the key, of which the model is not sure. */
const halfKey = ({ items }: Arranged): string => String(items[0]?.key).split(' ').slice(0, 5).join(' ');

const queueOf = (as: TestUser, query: Record<string, string | number> = {}) =>
  app.call(listMarkingQueue, { as, query });
const answersTo = (
  exam: Arranged,
  query: Record<string, string | number> = {},
  as: TestUser = exam.teacher,
) => app.call(listWaitingAnswers, { as, params: { itemId: itemOf(exam) }, query });
const markAll = (exam: Arranged, body: Record<string, unknown>, as: TestUser = exam.teacher) =>
  app.call(markGroup, { as, params: { itemId: itemOf(exam) }, body });
const idsOf = (sittings: readonly Sitting[]): string[] => sittings.map(({ attemptId }) => attemptId);

describe('200', () => {
  it('the queue lists an item with its waiting answers, similar ones together, until they are marked', async () => {
    const exam = await anExam();
    const words = halfKey(exam);
    const alike = [await answered(exam, words), await answered(exam, `${words.toUpperCase()}!`)];
    const negated = await answered(exam, `${words} is not`);
    expect((await queueOf(exam.teacher)).body).toMatchObject({
      items: [{ examId: exam.examId, itemId: itemOf(exam), type: 'short_answer', waitingAnswers: 3 }],
      nextCursor: null,
    });
    const { body } = await answersTo(exam);
    expect(body).toMatchObject({ examId: exam.examId, points: 2, key: exam.items[0]?.key });
    const groups = body.groups.map(({ answers }: { answers: { attemptId: string }[] }) =>
      answers.map(({ attemptId }) => attemptId),
    );
    expect(groups).toEqual([idsOf(alike).sort(), [negated.attemptId]]);
    expect(body.groups[0].answers[0].suggestion.certainty).toBeGreaterThanOrEqual(0.5);

    const request = { attemptIds: groups[0], score: 1, feedback: 'Half of it.' };
    const marked = await markAll(exam, request);
    expect(marked.body.items.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'marked',
      'marked',
    ]);
    const again = await markAll(exam, request);
    expect(again.body.items[0].outcome).toBe('unchanged');
    for (const sitting of alike)
      expect((await readBack(app, sitting, exam.teacher)).body.items[0]).toMatchObject({
        score: 1,
        feedback: 'Half of it.',
        markedBy: { kind: 'teacher' },
      });
    await markAll(exam, { attemptIds: [negated.attemptId], score: 0 });
    expect((await queueOf(exam.teacher)).body.items).toEqual([]);
  });

  it('markGroup reports each attempt that it could not mark, and marks the others', async () => {
    const exam = await anExam();
    const words = halfKey(exam);
    const waiting = await answered(exam, words);
    const open = await answered(exam, words, { isOpen: true });
    const decided = await answered(exam, words);
    const params = { id: decided.attemptId, itemId: itemOf(exam) };
    await app.call(markItem, { as: exam.teacher, params, body: { score: 2 } });
    const missing = randomUUID();
    const attemptIds = [missing, ...idsOf([open, decided, waiting])];
    const outcomes = ['attempt_not_found', 'attempt_not_submitted', 'marked_by_teacher', 'marked'];
    expect((await markAll(exam, { attemptIds, score: 0.5 })).body.items).toEqual(
      attemptIds.map((attemptId, at) => ({ attemptId, outcome: outcomes[at] })),
    );
    expect((await readBack(app, decided, exam.teacher)).body.items[0].score).toBe(2);
  });

  it('the queue and its answers have pages, and filters by exam and by class', async () => {
    const exam = await anExam();
    const { classId, students } = await aClass(app, exam.teacher);
    const words = halfKey(exam);
    const inClass = await answered(exam, words, { student: students[0] ?? aStudent() });
    await answered(exam, words);
    const first = await answersTo(exam, { limit: 1 });
    const second = await answersTo(exam, { limit: 1, cursor: first.body.nextCursor });
    expect([first, second].map(({ body }) => body.groups.length)).toEqual([1, 1]);
    expect(second.body.nextCursor).toBeNull();
    const filtered = await answersTo(exam, { classId });
    expect(filtered.body.groups).toMatchObject([{ answers: [{ attemptId: inClass.attemptId }] }]);
    expect((await queueOf(exam.teacher, { classId, limit: 1 })).body.items[0].waitingAnswers).toBe(1);
    expect((await queueOf(exam.teacher, { examId: exam.examId })).body.items[0].waitingAnswers).toBe(2);
    expect((await queueOf(exam.teacher, { examId: randomUUID() })).body.items).toEqual([]);
    expect((await queueOf(aTeacher())).body.items).toEqual([]);
  });
});

describe('404', () => {
  it('the queue answers 404 for an item of another teacher, and for a class that the teacher does not teach', async () => {
    const exam = await anExam();
    const attemptIds = [randomUUID()];
    for (const answer of [
      await answersTo(exam, {}, aTeacher()),
      await markAll(exam, { attemptIds, score: 1 }, aTeacher()),
      await app.call(listWaitingAnswers, { as: exam.teacher, params: { itemId: randomUUID() }, query: {} }),
    ])
      expect(answer).toMatchObject({ status: 404, body: { code: 'item-not-found' } });
    const { classId } = await aClass(app);
    for (const answer of [await queueOf(exam.teacher, { classId }), await answersTo(exam, { classId })])
      expect(answer).toMatchObject({ status: 404, body: { code: 'class-not-found' } });
  });
});

describe('422', () => {
  it('markGroup answers 422 to a score above the points, and to none or too many attempts', async () => {
    const exam = await anExam();
    const some = [randomUUID()];
    for (const [body, pointer] of [
      [{ attemptIds: some, score: 2.5 }, '/score'],
      [{ attemptIds: [], score: 1 }, '/attemptIds'],
      [{ attemptIds: Array.from({ length: 101 }, () => randomUUID()), score: 1 }, '/attemptIds'],
    ] as const)
      expect(await markAll(exam, body)).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
    expect(await queueOf(exam.teacher, { cursor: 'bm8' })).toMatchObject({ status: 422 });
  });
});
