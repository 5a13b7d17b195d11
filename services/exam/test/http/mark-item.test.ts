import { randomUUID } from 'node:crypto';
import { startAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { markItem, maxTeacherMarks, suggestMarks } from '@ai-teacher/contracts/exam/marking/marking.ts';
import { markGroup } from '@ai-teacher/contracts/exam/marking/marking-queue.ts';
import { aStudent, aTeacher } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { announceResults } from '../../src/domain/releasing/announce-results.ts';
import { anAttempt, publishedAbout, readBack, release, respond, type Sitting, submit } from '../arrange.ts';
import { startExamApp, type TestExamApp } from '../exam-app.ts';
import { unstopped } from '../unstopped.ts';

let app: TestExamApp;
beforeAll(async () => {
  app = await startExamApp();
});
afterAll(() => app.close());

/** A submitted attempt with two short answers that no rule could decide. */
const aSubmittedAttempt = async (): Promise<Sitting> => {
  const sitting = await anAttempt(app, { request: { types: ['short_answer'], itemCount: 2 } });
  for (const { itemId } of sitting.items) await respond(app, sitting, itemId, 'a thought of my own');
  await submit(app, sitting);
  return sitting;
};

/** The same, after the release of the results. */
const aReleasedAttempt = async (): Promise<Sitting> => {
  const sitting = await aSubmittedAttempt();
  await release(app, sitting);
  return sitting;
};

const mark = (sitting: Sitting, at: number, body: Record<string, unknown>, as = sitting.teacher) =>
  app.call(markItem, {
    as,
    params: { id: sitting.attemptId, itemId: sitting.items[at]?.itemId ?? '' },
    body,
  });

describe('200', () => {
  it('markItem adds the scores and notifies the student when the last open item is marked', async () => {
    const sitting = await aReleasedAttempt();
    const first = await mark(sitting, 0, { score: 1.5, feedback: ' Nearly. ' });
    expect(first).toMatchObject({ status: 200, body: { status: 'needs_review', score: 1.5 } });
    expect(first.body.items[0]).toMatchObject({ score: 1.5, feedback: 'Nearly.' });
    expect(await publishedAbout(app, sitting.attemptId)).toEqual([]);
    const second = await mark(sitting, 1, { score: 0 });
    expect(second.body).toMatchObject({ status: 'graded', score: 1.5, maxScore: 4 });
    expect(second.body.items[1].feedback).toMatch(/^See page \d+: “/);
    expect(await publishedAbout(app, sitting.attemptId)).toMatchObject([
      { type: 'attempt.graded', data: { score: 1.5, maxScore: 4 } },
    ]);
  });

  it('markItem keeps earlier marks with their markers and notifies the student of a changed result', async () => {
    const sitting = await aReleasedAttempt();
    await mark(sitting, 0, { score: 1 });
    await mark(sitting, 1, { score: 1 });
    const changed = await mark(sitting, 1, { score: 2, feedback: 'On second thought.' });
    expect(changed.body).toMatchObject({ status: 'graded', score: 3 });
    const history = await readRows(
      app.databaseUrl,
      'select score, marked_by from mark where attempt_id = $1 and item_id = $2 order by id',
      [sitting.attemptId, sitting.items[1]?.itemId],
    );
    const { userId } = sitting.teacher;
    expect(history).toEqual([
      { score: null, marked_by: null },
      { score: 1, marked_by: userId },
      { score: 2, marked_by: userId },
    ]);
    expect((await publishedAbout(app, sitting.attemptId)).map(({ data }) => data)).toMatchObject([
      { score: 2 },
      { score: 3 },
    ]);
  });

  it('markItem changes nothing and publishes no event when an equal mark is repeated', async () => {
    const sitting = await aReleasedAttempt();
    await mark(sitting, 0, { score: 1 });
    const first = await mark(sitting, 1, { score: 1, feedback: 'Good.' });
    const again = await mark(sitting, 1, { score: 1, feedback: 'Good.' });
    expect(again.body).toEqual(first.body);
    const count = 'select count(*)::int as marks from mark where attempt_id = $1';
    expect(await readRows(app.databaseUrl, count, [sitting.attemptId])).toEqual([{ marks: 4 }]);
    expect(await publishedAbout(app, sitting.attemptId)).toHaveLength(1);
  });

  it('markItem notifies the student once, after the release, of marks that were set before', async () => {
    const sitting = await aSubmittedAttempt();
    await mark(sitting, 0, { score: 1 });
    await mark(sitting, 1, { score: 1 });
    await mark(sitting, 1, { score: 2 });
    expect((await readBack(app, sitting)).body).toMatchObject({ status: 'needs_review', score: null });
    expect(await publishedAbout(app, sitting.attemptId)).toEqual([]);
    await release(app, sitting);
    await announceResults(app.deps.world)(sitting, unstopped);
    await announceResults(app.deps.world)(sitting, unstopped);
    expect(await publishedAbout(app, sitting.attemptId)).toMatchObject([
      { type: 'attempt.graded', data: { score: 3 } },
    ]);
    expect((await readBack(app, sitting)).body).toMatchObject({ status: 'graded', score: 3 });
  });

  it('markItem replaces a mark by rule', async () => {
    const sitting = await anAttempt(app, { request: { types: ['cloze'], itemCount: 1 } });
    await submit(app, sitting);
    const answer = await mark(sitting, 0, { score: 1, feedback: 'Said aloud in class.' });
    expect(answer.body).toMatchObject({ status: 'graded', score: 1 });
  });
});

describe('404', () => {
  it('markItem answers 404 to another teacher, and for an item of another exam', async () => {
    const sitting = await aSubmittedAttempt();
    expect(await mark(sitting, 0, { score: 1 }, aTeacher())).toMatchObject({
      status: 404,
      body: { code: 'attempt-not-found' },
    });
    const params = { id: sitting.attemptId, itemId: randomUUID() };
    expect(await app.call(markItem, { as: sitting.teacher, params, body: { score: 1 } })).toMatchObject({
      status: 404,
      body: { code: 'item-not-found' },
    });
  });
});

describe('409', () => {
  it('markItem answers 409 before the attempt is submitted', async () => {
    const sitting = await anAttempt(app);
    expect(await mark(sitting, 0, { score: 1 })).toMatchObject({
      status: 409,
      body: { code: 'attempt-not-submitted' },
    });
  });

  it('markItem and markGroup stop at the maximum number of marks of an answer, so no student is flooded with results', async () => {
    const sitting = await aReleasedAttempt();
    await mark(sitting, 1, { score: 1 });
    for (let made = 0; made < maxTeacherMarks; made += 1)
      expect((await mark(sitting, 0, { score: made % 2 })).status).toBe(200);
    const refused = { status: 409, body: { code: 'mark-limit-reached' } };
    expect(await mark(sitting, 0, { score: 0 })).toMatchObject(refused);
    expect((await mark(sitting, 0, { score: 1 })).status).toBe(200);
    expect((await mark(sitting, 1, { score: 2 })).status).toBe(200);
    const [item] = sitting.items;
    const grouped = await app.call(markGroup, {
      as: sitting.teacher,
      params: { itemId: item?.itemId ?? '' },
      body: { attemptIds: [sitting.attemptId], score: 1, feedback: 'Another remark.' },
    });
    expect(grouped.body.items).toEqual([{ attemptId: sitting.attemptId, outcome: 'marked_by_teacher' }]);
    expect(await publishedAbout(app, sitting.attemptId)).toHaveLength(maxTeacherMarks + 1);
    const rows = await readRows(
      app.databaseUrl,
      'select from mark where item_id = $1 and marked_by is not null',
      [item?.itemId],
    );
    expect(rows).toHaveLength(maxTeacherMarks);
  });
});

describe('422', () => {
  it.each([
    [{ score: 2.5 }, '/score'],
    [{ score: -1 }, '/score'],
    [{ score: 'all' }, '/score'],
    [{}, '/score'],
    [{ score: 1, feedback: 'x'.repeat(4_001) }, '/feedback'],
    [{ score: 1, maxScore: 100 }, '/maxScore'],
  ])('markItem answers 422 for %j', async (body, pointer) => {
    const sitting = await aSubmittedAttempt();
    const answer = await mark(sitting, 0, body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].pointer).toBe(pointer);
  });
});

describe('suggestMarks', () => {
  /** The attempt of another student at the same exam, with the same answers. */
  const anotherAttempt = async (sitting: Sitting): Promise<Sitting> => {
    const student = aStudent();
    const started = await app.call(startAttempt, { as: student, params: { id: sitting.examId } });
    const other = { ...sitting, student, attemptId: started.body.attemptId };
    for (const { itemId } of other.items) await respond(app, other, itemId, 'A thought of my own!');
    await submit(app, other);
    return other;
  };
  const suggestionsFor = (sitting: Sitting, as = sitting.teacher) =>
    app.call(suggestMarks, { as, params: { id: sitting.attemptId } });

  it('suggests the score that the teacher gave to an equal answer, and marks nothing', async () => {
    const sitting = await aSubmittedAttempt();
    const [first, second] = sitting.items.map(({ itemId }) => itemId);
    const before = await suggestionsFor(sitting);
    expect(before).toMatchObject({
      status: 200,
      body: {
        items: [
          { itemId: first, markedAnswers: 0 },
          { itemId: second, markedAnswers: 0 },
        ],
      },
    });
    await mark(await anotherAttempt(sitting), 0, { score: 1.5 });
    const after = await suggestionsFor(sitting);
    expect(after.body.items).toMatchObject([
      { itemId: first, score: 1.5, certainty: 1, markedAnswers: 1 },
      { itemId: second, markedAnswers: 0 },
    ]);
    const attempt = await readBack(app, sitting, sitting.teacher);
    expect(attempt.body).toMatchObject({ status: 'needs_review', score: 0 });
  });

  it('compares the latest mark of an answer only', async () => {
    const sitting = await aSubmittedAttempt();
    const other = await anotherAttempt(sitting);
    await mark(other, 0, { score: 2 });
    await mark(other, 0, { score: 0.5 });
    const { body } = await suggestionsFor(sitting);
    expect(body.items[0]).toMatchObject({ score: 0.5, markedAnswers: 1 });
  });

  it('suggests nothing for items that are marked', async () => {
    const sitting = await aSubmittedAttempt();
    await mark(sitting, 0, { score: 1 });
    const { body } = await suggestionsFor(sitting);
    expect(body.items).toHaveLength(1);
  });

  it('answers 409 attempt-not-submitted while the student works, and 404 to others', async () => {
    const open = await anAttempt(app, { request: { types: ['short_answer'], itemCount: 2 } });
    expect(await suggestionsFor(open)).toMatchObject({
      status: 409,
      body: { code: 'attempt-not-submitted' },
    });
    const sitting = await aSubmittedAttempt();
    const strange = await suggestionsFor(sitting, aTeacher());
    expect(strange).toMatchObject({ status: 404, body: { code: 'attempt-not-found' } });
  });
});
