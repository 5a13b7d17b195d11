import { randomUUID } from 'node:crypto';
import { startAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { handOverExams, readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { changeItem } from '@ai-teacher/contracts/exam/item-editing.ts';
import {
  correctItem,
  listItemCorrections,
  maxCorrections,
  previewCorrection,
} from '@ai-teacher/contracts/exam/marking/corrections.ts';
import { markItem } from '@ai-teacher/contracts/exam/marking/marking.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { anAdmin, aStudent, aTeacher, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { remarkAttempts } from '../../src/domain/corrections/remark-attempts.ts';
import {
  type Arranged,
  aDraft,
  anAttempt,
  aPublishedExam,
  deliver,
  publishedAbout,
  readBack,
  release,
  respond,
  type Sitting,
  submit,
  whileUnmarkable,
} from '../arrange.ts';
import { startExamApp, type TestExamApp } from '../exam-app.ts';
import { unstopped } from '../unstopped.ts';

let app: TestExamApp;
beforeAll(async () => {
  app = await startExamApp();
});
afterAll(() => app.close());

type Body = Record<string, unknown>;
const paramsOf = ({ examId, items }: Arranged) => ({ id: examId, itemId: items[0]?.itemId ?? '' });

const correct = (exam: Arranged, body: Body, as: TestUser = exam.teacher) =>
  app.call(correctItem, { as, params: paramsOf(exam), body });
const corrections = (exam: Arranged, as: TestUser = exam.teacher) =>
  app.call(listItemCorrections, { as, params: paramsOf(exam) });

/** Corrects the first item and waits until the worker has marked all attempts again. */
const correctAndWait = async (exam: Arranged, body: Body, as: TestUser = exam.teacher) => {
  const answer = await correct(exam, body, as);
  expect(answer).toMatchObject({ status: 202, body: { attemptsDone: 0, finishedAt: null } });
  return waitUntil(
    async () => {
      const [newest] = (await corrections(exam, as)).body.items;
      return newest.finishedAt !== null && newest;
    },
    { what: 'the end of the marking', timeoutSeconds: 60 },
  );
};

/** An attempt at an exam of one item that is true or false, and its key. */
const aTrueFalseAttempt = async (): Promise<Sitting & { key: boolean; itemId: string }> => {
  const sitting = await anAttempt(app, { request: { types: ['true_false'], itemCount: 1 } });
  const { key, itemId = '' } = sitting.items[0] ?? {};
  return { ...sitting, key: key === true, itemId };
};

const anotherSitting = async (exam: Arranged): Promise<Sitting> => {
  const student = aStudent();
  const answer = await app.call(startAttempt, { as: student, params: { id: exam.examId } });
  return { ...exam, student, attemptId: answer.body.attemptId };
};

const answerWith = async (sitting: Sitting, response: unknown): Promise<void> => {
  await respond(app, sitting, sitting.items[0]?.itemId ?? '', response);
  await submit(app, sitting);
};

const scoreFor = async (sitting: Sitting, as: TestUser = sitting.teacher) =>
  (await readBack(app, sitting, as)).body.items[0].score;

describe('202', () => {
  it('correctItem marks submitted attempts again and notifies students of a changed result', async () => {
    const wrong = await aTrueFalseAttempt();
    const right = await anotherSitting(wrong);
    await answerWith(wrong, !wrong.key);
    await answerWith(right, wrong.key);
    await release(app, wrong);
    for (const { attemptId } of [wrong, right])
      await waitUntil(async () => (await publishedAbout(app, attemptId)).length === 1, {
        what: 'the first result',
        timeoutSeconds: 60,
      });
    const finished = await correctAndWait(wrong, { key: !wrong.key });
    expect(finished).toMatchObject({
      itemId: wrong.itemId,
      credit: 'new_key',
      key: !wrong.key,
      earlierKey: wrong.key,
      attemptsDone: 2,
      attemptsChanged: 2,
    });
    expect(await scoreFor(wrong, wrong.student)).toBe(1);
    expect(await scoreFor(right, right.student)).toBe(0);
    const scores = async ({ attemptId }: Sitting) =>
      (await publishedAbout(app, attemptId)).map(({ data }) => (data as { score: number }).score);
    expect([await scores(wrong), await scores(right)]).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  it('correctItem with either_key gives the points to the earlier and the new key, now and later', async () => {
    const first = await aTrueFalseAttempt();
    const later = await anotherSitting(first);
    await answerWith(first, first.key);
    const finished = await correctAndWait(first, { key: !first.key, credit: 'either_key' });
    expect(finished).toMatchObject({ attemptsDone: 2, attemptsChanged: 0 });
    await answerWith(later, !first.key);
    expect([await scoreFor(first), await scoreFor(later)]).toEqual([1, 1]);
    expect(await publishedAbout(app, later.attemptId)).toEqual([]);
    const shown = await app.call(readExam, { as: first.teacher, params: { id: first.examId } });
    expect(shown.body.items[0]).toMatchObject({ key: !first.key, alsoAccepted: [first.key] });
    const seen = await app.call(readExam, { as: first.student, params: { id: first.examId } });
    expect(seen.text).not.toContain('alsoAccepted');
  });

  it('correctItem with everyone gives the points to blank answers and above marks by teachers', async () => {
    const blank = await aTrueFalseAttempt();
    const marked = await anotherSitting(blank);
    await submit(app, blank);
    await answerWith(marked, !blank.key);
    const params = { id: marked.attemptId, itemId: blank.itemId };
    await app.call(markItem, { as: blank.teacher, params, body: { score: 0.5 } });
    await correctAndWait(blank, { credit: 'everyone' });
    expect([await scoreFor(blank), await scoreFor(marked)]).toEqual([1, 1]);
  });

  it('correctItem sets the marks by teachers again when a correction for everyone is taken back', async () => {
    const blank = await aTrueFalseAttempt();
    const marked = await anotherSitting(blank);
    await submit(app, blank);
    await answerWith(marked, !blank.key);
    const params = { id: marked.attemptId, itemId: blank.itemId };
    const body = { score: 0.5, feedback: 'Half of this is right.' };
    await app.call(markItem, { as: blank.teacher, params, body });
    for (let round = 0; round < 2; round += 1) {
      await correctAndWait(blank, { credit: 'everyone' });
      expect([await scoreFor(blank), await scoreFor(marked)]).toEqual([1, 1]);
      const preview = await app.call(previewCorrection, {
        as: blank.teacher,
        params: paramsOf(blank),
        body: { key: blank.key },
      });
      const shown = preview.body.items.map(({ scoreAfter }: { scoreAfter: number }) => scoreAfter);
      expect(shown.toSorted()).toEqual([0, 0.5]);
      await correctAndWait(blank, { key: blank.key });
      const [item] = (await readBack(app, marked, blank.teacher)).body.items;
      expect(item).toMatchObject({ ...body, markedBy: { kind: 'teacher' } });
      expect(await scoreFor(blank)).toBe(0);
    }
  });

  it('correctItem leaves marks by teachers, also when the account of the teacher is erased', async () => {
    const sitting = await aTrueFalseAttempt();
    await answerWith(sitting, !sitting.key);
    const params = { id: sitting.attemptId, itemId: sitting.itemId };
    await app.call(markItem, { as: sitting.teacher, params, body: { score: 0.25 } });
    await correctAndWait(sitting, { key: !sitting.key });
    expect(await scoreFor(sitting)).toBe(0.25);
    const { userId } = sitting.teacher;
    await deliver(app, 'user.deleted', { userId });
    const colleague = aTeacher();
    await deliver(app, 'user.role-changed', { userId: colleague.userId, role: 'teacher' });
    const body = { fromTeacherId: userId, toTeacherId: colleague.userId };
    expect((await app.call(handOverExams, { as: anAdmin(), body })).body).toEqual({ handedOver: 1 });
    await correctAndWait(sitting, { key: sitting.key }, colleague);
    expect(await scoreFor(sitting, colleague)).toBe(0.25);
    const ids = 'select corrected_by from item_correction where exam_id = $1 order by created_at';
    expect(await readRows(app.databaseUrl, ids, [sitting.examId])).toEqual([
      { corrected_by: null },
      { corrected_by: colleague.userId },
    ]);
  });

  it('correctItem waits for a submission that began before it', async () => {
    const sitting = await aTrueFalseAttempt();
    await respond(app, sitting, sitting.itemId, !sitting.key);
    const submission = new pg.Client({ connectionString: app.databaseUrl });
    await submission.connect();
    try {
      await submission.query('begin');
      await submission.query('select from attempt where id = $1 for update', [sitting.attemptId]);
      const answer = await correct(sitting, { key: !sitting.key });
      expect(answer.status).toBe(202);
      await waitForBlocked(app.databaseUrl, 'attempt');
      await submission.query(
        `insert into mark (attempt_id, item_id, score, feedback, marked_at) values ($1, $2, 0, 'old key', now())`,
        [sitting.attemptId, sitting.itemId],
      );
      await submission.query(
        `update attempt set status = 'graded', submitted_at = now(), closed_by = 'student' where id = $1`,
        [sitting.attemptId],
      );
      await submission.query('commit');
    } finally {
      await submission.end();
    }
    await waitUntil(async () => (await scoreFor(sitting)) === 1, { what: 'the mark', timeoutSeconds: 60 });
  });

  it('correctItem continues where the worker was interrupted, and counts each attempt once', async () => {
    const sittings = [await aTrueFalseAttempt()];
    const [exam] = sittings as [Sitting & { key: boolean; itemId: string }];
    while (sittings.length < 3)
      sittings.push({ ...(await anotherSitting(exam)), key: exam.key, itemId: exam.itemId });
    for (const sitting of sittings) await answerWith(sitting, !exam.key);
    const last =
      sittings
        .map(({ attemptId }) => attemptId)
        .sort()
        .at(-1) ?? '';
    await whileUnmarkable(app, last, async () => {
      await correct(exam, { key: !exam.key });
      await waitUntil(async () => (await corrections(exam)).body.items[0].attemptsDone === 2, {
        what: 'two of three attempts',
        timeoutSeconds: 60,
      });
    });
    const finished = await waitUntil(
      async () => {
        const [newest] = (await corrections(exam)).body.items;
        return newest.finishedAt !== null && newest;
      },
      { what: 'the end of the marking', timeoutSeconds: 60 },
    );
    expect(finished).toMatchObject({ attemptsDone: 3, attemptsChanged: 3 });
    const marks = 'select count(*)::int as marks from mark where item_id = $1';
    expect(await readRows(app.databaseUrl, marks, [exam.itemId])).toEqual([{ marks: 6 }]);
  });

  it('correctItem marks all other attempts when one cannot be marked, reports it, and repeats only it', async () => {
    const sittings = [await aTrueFalseAttempt()];
    const [exam] = sittings as [Sitting & { key: boolean; itemId: string }];
    while (sittings.length < 3)
      sittings.push({ ...(await anotherSitting(exam)), key: exam.key, itemId: exam.itemId });
    for (const sitting of sittings) await answerWith(sitting, !exam.key);
    const [failing, ...others] = sittings.toSorted((one, next) => (one.attemptId < next.attemptId ? -1 : 1));
    const failingId = failing?.attemptId ?? '';
    const newest = async () => (await corrections(exam)).body.items[0];
    await whileUnmarkable(app, failingId, async () => {
      const { correctionId } = (await correct(exam, { key: !exam.key })).body;
      const reported = await waitUntil(async () => (await newest()).attemptsDone === 2 && newest(), {
        what: 'the attempts behind the failing one',
        timeoutSeconds: 60,
      });
      expect(reported).toMatchObject({ attemptsFailed: 1, attemptsChanged: 2, finishedAt: null });
      for (const sitting of others) expect(await scoreFor(sitting)).toBe(1);
      const last = remarkAttempts(app.deps.world)({ correctionId }, { ...unstopped, isLast: () => true });
      await expect(last).rejects.toThrow('cannot be marked');
      const givenUp = await newest();
      expect(givenUp).toMatchObject({ attemptsFailed: 1, attemptsDone: 2 });
      expect(givenUp.finishedAt).not.toBeNull();
    });
    const again = await correctAndWait(exam, { key: !exam.key });
    expect(again).toMatchObject({ attemptsDone: 3, attemptsChanged: 1, attemptsFailed: 0 });
    const marks = 'select count(*)::int as marks from mark where item_id = $1';
    expect(await readRows(app.databaseUrl, marks, [exam.itemId])).toEqual([{ marks: 6 }]);
  });

  it('changeItem with a new key replaces the key that a correction accepted', async () => {
    const exam = await aPublishedExam(app, { request: { types: ['true_false'], itemCount: 1 } });
    await correctAndWait(exam, { credit: 'everyone' });
    const change = (body: Body) => app.call(changeItem, { as: exam.teacher, params: paramsOf(exam), body });
    expect((await change({ points: 2 })).body.items[0]).toMatchObject({ everyoneCorrect: true });
    expect((await change({ key: true })).body.items[0]).not.toHaveProperty('everyoneCorrect');
  });
});

describe('404', () => {
  it('correctItem and listItemCorrections answer 404 to another teacher and for a foreign item', async () => {
    const exam = await aPublishedExam(app);
    const notFound = { status: 404, body: { code: 'exam-not-found' } };
    expect(await correct(exam, { credit: 'everyone' }, aTeacher())).toMatchObject(notFound);
    expect(await corrections(exam, aTeacher())).toMatchObject(notFound);
    const params = { id: exam.examId, itemId: randomUUID() };
    const body = { credit: 'everyone' };
    const missing = { status: 404, body: { code: 'item-not-found' } };
    expect(await app.call(correctItem, { as: exam.teacher, params, body })).toMatchObject(missing);
    expect(await app.call(listItemCorrections, { as: exam.teacher, params })).toMatchObject(missing);
  });
});

describe('409', () => {
  it('correctItem answers 409 for a draft', async () => {
    const answer = await correct(await aDraft(app), { credit: 'everyone' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'exam-not-published' } });
  });

  it('correctItem answers 409 after the largest number of corrections', async () => {
    const exam = await aPublishedExam(app);
    for (let made = 0; made < maxCorrections; made += 1)
      expect((await correct(exam, { credit: 'everyone' })).status).toBe(202);
    const answer = await correct(exam, { credit: 'everyone' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'correction-limit-reached' } });
    expect((await corrections(exam)).body.items).toHaveLength(maxCorrections);
  });
});

describe('422', () => {
  it.each<[Body, string]>([
    [{}, '/key'],
    [{ credit: 'either_key' }, '/key'],
    [{ key: 'perhaps' }, '/key'],
    [{ key: true, credit: 'none' }, '/credit'],
    [{ key: true, points: 3 }, '/points'],
  ])('correctItem answers 422 for %j', async (body, pointer) => {
    const exam = await aPublishedExam(app, { request: { types: ['true_false'], itemCount: 1 } });
    const answer = await correct(exam, body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].pointer).toBe(pointer);
  });
});

describe('previewCorrection', () => {
  type PreviewOptions = { as?: TestUser; query?: Record<string, string | number>; itemId?: string };
  const preview = (
    exam: Arranged,
    body: Body,
    { as = exam.teacher, query = {}, itemId = paramsOf(exam).itemId }: PreviewOptions = {},
  ) => app.call(previewCorrection, { as, params: { id: exam.examId, itemId }, query, body });

  it('lists the scores that a correction then changes, page by page, and stores nothing', async () => {
    const wrong = await aTrueFalseAttempt();
    const right = await anotherSitting(wrong);
    await answerWith(wrong, !wrong.key);
    await answerWith(right, wrong.key);
    const body = { key: !wrong.key, credit: 'either_key' };
    const first = await preview(wrong, body, { query: { limit: 1 } });
    expect(first).toMatchObject({ status: 200, body: { attemptsSubmitted: 2, attemptsConsidered: 1 } });
    const second = await preview(wrong, body, { query: { limit: 1, cursor: first.body.nextCursor } });
    expect(second.body).toMatchObject({ attemptsConsidered: 1, nextCursor: null });
    const change = { attemptId: wrong.attemptId, studentId: wrong.student.userId };
    expect([...first.body.items, ...second.body.items]).toEqual([
      { ...change, scoreBefore: 0, scoreAfter: 1 },
    ]);
    expect((await corrections(wrong)).body.items).toEqual([]);
    expect(await scoreFor(wrong)).toBe(0);
    expect(await correctAndWait(wrong, body)).toMatchObject({ attemptsDone: 2, attemptsChanged: 1 });
    expect((await preview(wrong, body)).body.items).toEqual([]);
  });

  it('answers 404, 409 and 422 as correctItem does', async () => {
    const sitting = await aTrueFalseAttempt();
    const body = { key: !sitting.key };
    for (const [answer, code] of [
      [await preview(sitting, body, { as: aTeacher() }), 'exam-not-found'],
      [await preview(sitting, body, { itemId: randomUUID() }), 'item-not-found'],
      [await preview(await aDraft(app), { credit: 'everyone' }), 'exam-not-published'],
      [await preview(sitting, { key: 'perhaps' }), 'input-invalid'],
    ] as const)
      expect(answer.body).toMatchObject({ code });
  });
});
