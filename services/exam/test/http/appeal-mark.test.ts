import { randomUUID } from 'node:crypto';
import { reopenExam } from '@ai-teacher/contracts/exam/exam-window.ts';
import {
  appealDays,
  appealMark,
  decideAppeal,
  listAttemptAppeals,
  listOpenAppeals,
} from '@ai-teacher/contracts/exam/marking/appeals.ts';
import { markItem } from '@ai-teacher/contracts/exam/marking/marking.ts';
import { aStudent, aTeacher, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anAttempt, deliver, publishedAbout, readBack, release, type Sitting, submit } from '../arrange.ts';
import { startExamApp, type TestExamApp } from '../exam-app.ts';

let app: TestExamApp;
beforeAll(async () => {
  app = await startExamApp();
});
afterAll(() => app.close());

/** A submitted attempt with one unanswered item, which a rule has marked with 0. */
const aMarkedAttempt = async (): Promise<Sitting> => {
  const sitting = await anAttempt(app, { request: { types: ['cloze'], itemCount: 1 } });
  await submit(app, sitting);
  return sitting;
};
const aReleasedAttempt = async (): Promise<Sitting> => {
  const sitting = await aMarkedAttempt();
  await release(app, sitting);
  return sitting;
};

const paramsOf = ({ attemptId, items }: Sitting) => ({ id: attemptId, itemId: items[0]?.itemId ?? '' });
const appeal = (sitting: Sitting, body: Record<string, unknown> = {}, as: TestUser = sitting.student) =>
  app.call(appealMark, { as, params: paramsOf(sitting), body });
const decide = (
  sitting: Sitting,
  id: string,
  body: Record<string, unknown>,
  as: TestUser = sitting.teacher,
) => app.call(decideAppeal, { as, params: { id }, body });
const appealsOf = (sitting: Sitting, as: TestUser = sitting.student) =>
  app.call(listAttemptAppeals, { as, params: { id: sitting.attemptId } });
const openOf = (as: TestUser, query: Record<string, string | number> = {}) =>
  app.call(listOpenAppeals, { as, query });

describe('an appeal', () => {
  it('reaches the exam’s teacher, who changes the mark, and notifies the student', async () => {
    const sitting = await aReleasedAttempt();
    const made = await appeal(sitting, { reason: ' I answered aloud. ' });
    expect(made).toMatchObject({
      status: 201,
      body: { status: 'open', reason: 'I answered aloud.', scoreBefore: 0, score: null, answer: null },
    });
    const { appealId } = made.body;
    expect((await openOf(sitting.teacher)).body).toEqual({ items: [made.body], nextCursor: null });
    const decided = await decide(sitting, appealId, { score: 1, reason: 'You did.' });
    expect(decided).toMatchObject({ status: 200, body: { status: 'changed', score: 1, answer: 'You did.' } });
    expect((await openOf(sitting.teacher)).body.items).toEqual([]);
    expect((await appealsOf(sitting)).body).toEqual({ items: [decided.body] });
    expect((await readBack(app, sitting)).body.items[0]).toMatchObject({
      score: 1,
      feedback: 'You did.',
      markedBy: { kind: 'teacher' },
    });
    expect(await publishedAbout(app, appealId)).toMatchObject([
      { type: 'appeal.decided', data: { status: 'changed', score: 1, maxScore: 1 } },
    ]);
  });

  it('is upheld without another score; the mark is then the teacher’s, without a second appeal', async () => {
    const sitting = await aReleasedAttempt();
    const { appealId } = (await appeal(sitting)).body;
    const decided = await decide(sitting, appealId, { reason: 'Nothing was written.' });
    expect(decided.body).toMatchObject({ status: 'upheld', score: 0, reason: null });
    expect((await readBack(app, sitting)).body.items[0]).toMatchObject({
      score: 0,
      markedBy: { kind: 'teacher' },
    });
    expect(await appeal(sitting)).toMatchObject({ status: 409, body: { code: 'mark-not-appealable' } });
  });

  it('is listed oldest first, page by page and by exam', async () => {
    const first = await aReleasedAttempt();
    const { appealId } = (await appeal(first)).body;
    const page = await openOf(first.teacher, { limit: 1, examId: first.examId });
    expect(page.body).toMatchObject({ items: [{ appealId }], nextCursor: null });
    expect((await openOf(first.teacher, { examId: randomUUID() })).body.items).toEqual([]);
    expect((await openOf(aTeacher())).body.items).toEqual([]);
    expect(await openOf(first.teacher, { cursor: 'bm8' })).toMatchObject({ status: 422 });
  });

  it('disappears with its student, and forgets a teacher whose account is erased', async () => {
    const sitting = await aReleasedAttempt();
    const { appealId } = (await appeal(sitting, { reason: 'my own words' })).body;
    await decide(sitting, appealId, { reason: 'No.' });
    const rows = () =>
      readRows(app.databaseUrl, 'select decided_by, reason from appeal where id = $1', [appealId]);
    const { userId } = sitting.teacher;
    expect(await rows()).toEqual([{ decided_by: userId, reason: 'my own words' }]);
    await deliver(app, 'user.deleted', { userId });
    expect(await rows()).toEqual([{ decided_by: null, reason: 'my own words' }]);
    await deliver(app, 'user.deleted', { userId: sitting.student.userId });
    expect(await rows()).toEqual([]);
  });
});

describe('while the exam is open again', () => {
  it('its student sees no appeals, its teacher sees them, and both see the decision after the next end', async () => {
    const [sitting, decidedEarlier] = [await aReleasedAttempt(), await aReleasedAttempt()];
    const { appealId } = (await appeal(sitting)).body;
    const earlier = (await appeal(decidedEarlier)).body.appealId;
    await decide(decidedEarlier, earlier, { score: 1, reason: 'You did.' });
    for (const { teacher, examId } of [sitting, decidedEarlier])
      await app.call(reopenExam, { as: teacher, params: { id: examId }, body: {} });
    for (const given of [sitting, decidedEarlier]) {
      expect((await appealsOf(given)).body).toEqual({ items: [] });
      expect((await appealsOf(given, given.teacher)).body.items).toHaveLength(1);
    }
    const decision = { score: 1, reason: 'You did.' };
    expect(await decide(sitting, appealId, decision)).toMatchObject({
      status: 409,
      body: { code: 'exam-not-ended' },
    });
    expect(await publishedAbout(app, appealId)).toEqual([]);
    expect((await openOf(sitting.teacher)).body.items).toMatchObject([{ appealId }]);
    for (const given of [sitting, decidedEarlier]) await release(app, given);
    expect((await appealsOf(decidedEarlier)).body.items).toMatchObject([
      { status: 'changed', score: 1, answer: 'You did.' },
    ]);
    expect(await decide(sitting, appealId, decision)).toMatchObject({ status: 200 });
    expect((await appealsOf(sitting)).body.items).toMatchObject([{ status: 'changed', answer: 'You did.' }]);
    expect(await publishedAbout(app, appealId)).toHaveLength(1);
  });
});

describe('404', () => {
  it('appealMark, listAttemptAppeals and decideAppeal answer 404 to everybody else', async () => {
    const sitting = await aReleasedAttempt();
    for (const as of [aStudent()])
      expect(await appeal(sitting, {}, as)).toMatchObject({
        status: 404,
        body: { code: 'attempt-not-found' },
      });
    const strange = { ...sitting, items: [] };
    const params = { ...paramsOf(strange), itemId: randomUUID() };
    expect(await app.call(appealMark, { as: sitting.student, params, body: {} })).toMatchObject({
      status: 404,
      body: { code: 'item-not-found' },
    });
    const { appealId } = (await appeal(sitting)).body;
    for (const as of [aTeacher(), aStudent()])
      expect(await appealsOf(sitting, as)).toMatchObject({ status: 404 });
    expect((await appealsOf(sitting, sitting.teacher)).body.items).toHaveLength(1);
    expect(await decide(sitting, appealId, { reason: 'No.' }, aTeacher())).toMatchObject({
      status: 404,
      body: { code: 'appeal-not-found' },
    });
  });
});

describe('409', () => {
  it('appealMark answers 409 results-not-available before the release', async () => {
    const answer = await appeal(await aMarkedAttempt());
    expect(answer).toMatchObject({ status: 409, body: { code: 'results-not-available' } });
  });

  it('appealMark answers 409 appeal-already-open to a second appeal, also to a concurrent one', async () => {
    const sitting = await aReleasedAttempt();
    const answers = await Promise.all([appeal(sitting), appeal(sitting)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await appeal(sitting)).toMatchObject({ status: 409, body: { code: 'appeal-already-open' } });
  });

  it('appealMark answers 409 mark-not-appealable for a teacher’s mark', async () => {
    const sitting = await aReleasedAttempt();
    await app.call(markItem, { as: sitting.teacher, params: paramsOf(sitting), body: { score: 0 } });
    expect(await appeal(sitting)).toMatchObject({ status: 409, body: { code: 'mark-not-appealable' } });
  });

  it('appealMark answers 409 appeal-deadline-passed after its days', async () => {
    const sitting = await aReleasedAttempt();
    await readRows(
      app.databaseUrl,
      'update exam set released_at = released_at - make_interval(days => $2, secs => 60) where id = $1',
      [sitting.examId, appealDays],
    );
    expect(await appeal(sitting)).toMatchObject({ status: 409, body: { code: 'appeal-deadline-passed' } });
  });

  it('decideAppeal answers 409 appeal-already-decided to a second decision', async () => {
    const sitting = await aReleasedAttempt();
    const { appealId } = (await appeal(sitting)).body;
    await decide(sitting, appealId, { reason: 'No.' });
    const again = await decide(sitting, appealId, { score: 1, reason: 'Yes.' });
    expect(again).toMatchObject({ status: 409, body: { code: 'appeal-already-decided' } });
    expect(await publishedAbout(app, appealId)).toHaveLength(1);
  });
});

describe('422', () => {
  it('appealMark and decideAppeal answer 422 to texts and scores beyond their bounds', async () => {
    const sitting = await aReleasedAttempt();
    expect(await appeal(sitting, { reason: 'x'.repeat(1_001) })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/reason' }] },
    });
    const { appealId } = (await appeal(sitting)).body;
    for (const [body, pointer] of [
      [{ score: 2, reason: 'More.' }, '/score'],
      [{ score: 1 }, '/reason'],
    ] as const)
      expect(await decide(sitting, appealId, body)).toMatchObject({
        status: 422,
        body: { errors: [{ pointer }] },
      });
  });
});
