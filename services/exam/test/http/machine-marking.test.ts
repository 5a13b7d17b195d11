import { randomUUID } from 'node:crypto';
import { startAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import {
  listItemMarks,
  markItem,
  readMachineMarking,
  setMachineMarking,
} from '@ai-teacher/contracts/exam/marking/marking.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { aStudent, aTeacher, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { judgeWaiting } from '../../src/domain/marking/judge-waiting.ts';
import {
  type Arranged,
  aPublishedExam,
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

const anExam = () => aPublishedExam(app, { request: { types: ['short_answer'], itemCount: 1 } });

/** The submitted attempt of another student with this answer. */
const answered = async (exam: Arranged, response: string): Promise<Sitting & { itemId: string }> => {
  const student = aStudent();
  const started = await app.call(startAttempt, { as: student, params: { id: exam.examId } });
  const itemId = exam.items[0]?.itemId ?? '';
  const sitting = { ...exam, student, attemptId: started.body.attemptId, itemId };
  await respond(app, sitting, itemId, response);
  await submit(app, sitting);
  return sitting;
};

const paramsOf = ({ attemptId, items }: Sitting) => ({ id: attemptId, itemId: items[0]?.itemId ?? '' });
const mark = (sitting: Sitting, score: number) =>
  app.call(markItem, { as: sitting.teacher, params: paramsOf(sitting), body: { score } });
const historyOf = (sitting: Sitting, as: TestUser = sitting.teacher) =>
  app.call(listItemMarks, { as, params: paramsOf(sitting) });
const resultOf = async (sitting: Sitting, as: TestUser = sitting.teacher) =>
  (await readBack(app, sitting, as)).body.items[0];
const setMarking = ({ examId, teacher }: Arranged, shortAnswers: boolean, as: TestUser = teacher) =>
  app.call(setMachineMarking, { as, params: { id: examId }, body: { shortAnswers } });

/** Waits until the worker has marked the answer. */
const marked = (sitting: Sitting) =>
  waitUntil(async () => (await resultOf(sitting)).score !== null && resultOf(sitting), {
    what: 'a mark of the model',
    timeoutSeconds: 60,
  });

describe('a mark of the model', () => {
  it('follows a teacher’s mark of an equal answer, through the worker, with its history', async () => {
    const exam = await anExam();
    const waiting = await answered(exam, 'a thought of my own');
    const example = await answered(exam, 'A thought of my own!');
    expect(await resultOf(waiting)).toMatchObject({ score: null, markedBy: null });
    await mark(example, 1.5);
    const model = { kind: 'model', version: expect.stringMatching(/^[0-9a-f]{12}$/), confidence: 1 };
    expect(await marked(waiting)).toMatchObject({ score: 1.5, markedBy: model });
    expect((await historyOf(waiting)).body.items).toMatchObject([
      { score: 1.5, markedBy: model, teacherId: null, occasion: 'examples' },
      { score: null, markedBy: null, teacherId: null, occasion: 'submission' },
    ]);
    expect((await historyOf(example)).body.items[0]).toMatchObject({
      markedBy: { kind: 'teacher', version: null, confidence: null },
      teacherId: exam.teacher.userId,
      occasion: 'review',
    });
    const later = await answered(exam, 'a thought of my own.');
    expect(await resultOf(later)).toMatchObject({ score: 1.5, markedBy: model });
    expect(await resultOf(later, later.student)).toMatchObject({ score: null, markedBy: null });
    await release(app, later);
    expect(await resultOf(later, later.student)).toMatchObject({ score: 1.5, markedBy: model });
    expect((await mark(later, 0)).body.items[0]).toMatchObject({ score: 0, markedBy: { kind: 'teacher' } });
  });

  it('stands beside marks by rule, which name their version', async () => {
    const exam = await anExam();
    const sitting = await answered(exam, String(exam.items[0]?.key));
    expect(await resultOf(sitting)).toMatchObject({
      score: 2,
      markedBy: { kind: 'rule', version: '1', confidence: null },
    });
  });

  it('is not set while the exam’s teacher has stopped it', async () => {
    const exam = await anExam();
    const params = { id: exam.examId };
    const read = (as: TestUser) => app.call(readMachineMarking, { as, params });
    expect(await read(exam.teacher)).toMatchObject({ status: 200, body: { shortAnswers: true } });
    expect(await setMarking(exam, false)).toMatchObject({ status: 200, body: { shortAnswers: false } });
    expect((await read(exam.teacher)).body).toEqual({ shortAnswers: false });
    await mark(await answered(exam, 'a thought of my own'), 1);
    const equal = await answered(exam, 'a thought of my own');
    expect((await resultOf(equal)).score).toBeNull();
    await setMarking(exam, true);
    expect((await resultOf(await answered(exam, 'a thought of my own'))).score).toBe(1);
  });

  it('is not set after the exam’s teacher has stopped the model during the run', async () => {
    const own = 'a thought of my own';
    const exam = await anExam();
    const [waiting, example] = [await answered(exam, own), await answered(exam, own)];
    const itemId = waiting.itemId;
    const jobs = () =>
      readRows(app.databaseUrl, 'select key from graphile_worker._private_jobs where key = $1', [
        `judge-waiting-answers:${itemId}`,
      ]);
    await setMarking(exam, false);
    await mark(example, 1.5);
    await waitUntil(async () => (await jobs()).length === 0, { what: 'the job', timeoutSeconds: 60 });
    await setMarking(exam, true);
    const { world } = app.deps;
    let runs = 0;
    const run: typeof world.unitOfWork.run = async (...given) => {
      runs += 1;
      if (runs === 2) await setMarking(exam, false);
      return world.unitOfWork.run(...given);
    };
    await judgeWaiting({ ...world, unitOfWork: { run } })({ examId: exam.examId, itemId }, unstopped);
    expect(runs).toBeGreaterThan(2);
    expect((await resultOf(waiting)).score).toBeNull();
    await setMarking(exam, true);
    await judgeWaiting(world)({ examId: exam.examId, itemId }, unstopped);
    expect((await resultOf(waiting)).score).toBe(1.5);
  });

  it('is set although another waiting answer cannot be marked, whose failure is reported', async () => {
    const own = 'a thought of my own';
    const exam = await anExam();
    const waiting = [await answered(exam, own), await answered(exam, own)];
    await readRows(
      app.databaseUrl,
      `insert into mark (attempt_id, item_id, score, feedback, marked_by, marked_at) values ($1, $2, 1.5, '', $3, now())`,
      [(await answered(exam, own)).attemptId, exam.items[0]?.itemId, exam.teacher.userId],
    );
    const [failing, other] = waiting.toSorted((one, next) => (one.attemptId < next.attemptId ? -1 : 1));
    if (failing === undefined || other === undefined) throw new Error('two answers wait');
    const judge = () =>
      judgeWaiting(app.deps.world)({ examId: exam.examId, itemId: other.itemId }, unstopped);
    await whileUnmarkable(app, failing.attemptId, async () => {
      await expect(judge()).rejects.toThrow('cannot be marked');
      expect((await resultOf(other)).score).toBe(1.5);
    });
    await judge();
    expect((await resultOf(failing)).score).toBe(1.5);
  });

  it('is set once when its transaction is aborted between marking and saving', async () => {
    const exam = await anExam();
    const waiting = await answered(exam, 'a thought of my own');
    const example = await answered(exam, 'a thought of my own');
    await mark(example, 1);
    const blocker = new pg.Client({ connectionString: app.databaseUrl });
    await blocker.connect();
    try {
      await blocker.query('begin');
      await blocker.query('lock table mark in share mode');
      await waitForBlocked(app.databaseUrl, 'insert into "mark"');
      const ended = await readRows(
        app.databaseUrl,
        `select pg_cancel_backend(pid) as ended from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock' and query like 'insert into "mark"%'`,
      );
      expect(ended.length).toBeGreaterThan(0);
      expect(ended.every((row) => row.ended === true)).toBe(true);
      await blocker.query('commit');
    } finally {
      await blocker.end();
    }
    await marked(waiting);
    expect((await historyOf(waiting)).body.items).toMatchObject([{ score: 1 }, { score: null }]);
  });

  it('leaves a teacher’s mark that was set while the worker waited', async () => {
    const exam = await anExam();
    const waiting = await answered(exam, 'a thought of my own');
    await mark(await answered(exam, 'a thought of my own'), 1);
    const teacher = new pg.Client({ connectionString: app.databaseUrl });
    await teacher.connect();
    try {
      await teacher.query('begin');
      await teacher.query('select from attempt where id = $1 for update', [waiting.attemptId]);
      await waitForBlocked(app.databaseUrl, 'attempt');
      await teacher.query(
        `insert into mark (attempt_id, item_id, score, feedback, marked_by, marked_at)
         values ($1, $2, 0.5, 'by hand', $3, now())`,
        [waiting.attemptId, waiting.itemId, exam.teacher.userId],
      );
      await teacher.query(`update attempt set status = 'graded' where id = $1`, [waiting.attemptId]);
      await teacher.query('commit');
    } finally {
      await teacher.end();
    }
    const jobs = `select from graphile_worker._private_jobs where key = $1`;
    await waitUntil(
      async () =>
        (await readRows(app.databaseUrl, jobs, [`judge-waiting-answers:${waiting.itemId}`])).length === 0,
      { what: 'the end of the job', timeoutSeconds: 60 },
    );
    expect((await historyOf(waiting)).body.items).toMatchObject([{ score: 0.5 }, { score: null }]);
  });
});

describe('404', () => {
  it('listItemMarks and setMachineMarking answer 404 to another teacher', async () => {
    const exam = await anExam();
    const sitting = await answered(exam, 'a thought of my own');
    const strange = aTeacher();
    expect(await historyOf(sitting, strange)).toMatchObject({ body: { code: 'attempt-not-found' } });
    const params = { id: sitting.attemptId, itemId: randomUUID() };
    expect(await app.call(listItemMarks, { as: sitting.teacher, params })).toMatchObject({
      status: 404,
      body: { code: 'item-not-found' },
    });
    for (const answer of [
      await setMarking(exam, false, strange),
      await app.call(readMachineMarking, { as: strange, params: { id: exam.examId } }),
    ])
      expect(answer).toMatchObject({ status: 404, body: { code: 'exam-not-found' } });
  });
});
