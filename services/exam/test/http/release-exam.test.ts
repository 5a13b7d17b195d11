import { randomUUID } from 'node:crypto';
import { startAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { listExams, readExam, releaseExam } from '@ai-teacher/contracts/exam/exams.ts';
import { anAdmin, aStudent, aTeacher } from '@ai-teacher/test-kit/identity/tokens.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { announceResults } from '../../src/domain/releasing/announce-results.ts';
import {
  aDraft,
  anAttempt,
  aPublishedExam,
  publishedAbout,
  readBack,
  release,
  respond,
  respondCorrectly,
  type Sitting,
  submit,
} from '../arrange.ts';
import { startExamApp, type TestExamApp } from '../exam-app.ts';
import { unstopped } from '../unstopped.ts';

const clock = createFakeClock(new Date());
let app: TestExamApp;
beforeAll(async () => {
  app = await startExamApp({ clock });
});
afterAll(() => app.close());

const inMinutes = (minutes: number) => new Date(clock.now().getTime() + minutes * 60_000).toISOString();

/** Another student's attempt in progress at the same exam. */
const anotherAt = async ({ examId, ...rest }: Sitting): Promise<Sitting> => {
  const student = aStudent();
  const { body } = await app.call(startAttempt, { as: student, params: { id: examId } });
  return { ...rest, examId, student, attemptId: body.attemptId };
};

const expectWithheld = async (sitting: Sitting, resultsAvailableAt: string | null = null) => {
  const { body } = await readBack(app, sitting);
  expect(body).toMatchObject({ score: null, resultsAvailable: false, resultsAvailableAt });
  for (const item of body.items) expect(item).toMatchObject({ score: null, feedback: null, source: null });
};

const expectShown = async (sitting: Sitting) => {
  const { body } = await readBack(app, sitting);
  expect(body).toMatchObject({ score: expect.any(Number), resultsAvailable: true });
  for (const item of body.items)
    expect(item).toMatchObject({ feedback: expect.any(String), source: { quote: expect.any(String) } });
};

describe('200', () => {
  it('releaseExam shows the results to the students and names the time in every view of the exam', async () => {
    const sitting = await anAttempt(app);
    await submit(app, sitting);
    await expectWithheld(sitting);
    const answer = await release(app, sitting);
    const times = { releasedAt: clock.now().toISOString(), resultsAvailableAt: clock.now().toISOString() };
    expect(answer).toMatchObject({ status: 200, body: { examId: sitting.examId, ...times } });
    expect(answer.body.items[0]).toHaveProperty('key');
    await expectShown(sitting);
    const { student: as, examId: id } = sitting;
    expect((await app.call(readExam, { as, params: { id } })).body).toMatchObject(times);
    const listed = (await app.call(listExams, { as, query: { limit: 100 } })).body.items;
    expect(listed.find(({ examId }: { examId: string }) => examId === id)).toMatchObject(times);
  });

  it('releaseExam ends the exam: no attempt starts, and attempts in progress close with their responses', async () => {
    const done = await anAttempt(app);
    await submit(app, done);
    const open = await anotherAt(done);
    await respondCorrectly(app, open);
    await release(app, done);
    const late = { status: 409, body: { code: 'attempt-deadline-passed' } };
    expect(await respond(app, open, open.items[0]?.itemId ?? '', true)).toMatchObject(late);
    expect(await submit(app, open)).toMatchObject(late);
    const start = await app.call(startAttempt, { as: aStudent(), params: { id: done.examId } });
    expect(start).toMatchObject({ status: 409, body: { code: 'exam-not-open' } });
    await announceResults(app.deps.world)(done, unstopped);
    expect((await readBack(app, open)).body).toMatchObject({
      status: 'graded',
      score: open.items.reduce((sum, { points }) => sum + points, 0),
      deadlineAt: clock.now().toISOString(),
    });
    for (const { attemptId } of [done, open])
      expect(await publishedAbout(app, attemptId)).toMatchObject([{ type: 'attempt.graded' }]);
  });

  it('releaseExam repeated, or after the close of the exam, changes nothing', async () => {
    const sitting = await anAttempt(app, { window: { closesAt: inMinutes(10) } });
    const first = await release(app, sitting);
    clock.advance({ seconds: 60 });
    expect((await release(app, sitting)).body).toEqual(first.body);
    const closing = await anAttempt(app, { window: { closesAt: inMinutes(10) } });
    clock.advance({ seconds: 601 });
    expect(await release(app, closing)).toMatchObject({ status: 200, body: { releasedAt: null } });
  });

  it('releaseExam is not needed once the exam has closed, and no earlier moment shows results', async () => {
    const closesAt = inMinutes(60);
    const window = { durationMinutes: 10, closesAt };
    const submitted = await anAttempt(app, { window });
    const overdue = await anotherAt(submitted);
    await submit(app, submitted);
    for (const seconds of [601, 2_998]) {
      clock.advance({ seconds });
      for (const sitting of [submitted, overdue]) await expectWithheld(sitting, closesAt);
    }
    await expect(announceResults(app.deps.world)(submitted, unstopped)).rejects.toThrow(/has not ended/);
    clock.advance({ seconds: 1 });
    await expectShown(submitted);
    await announceResults(app.deps.world)(submitted, unstopped);
    await expectShown(overdue);
    expect(await publishedAbout(app, submitted.attemptId)).toMatchObject([{ type: 'attempt.graded' }]);
  });

  it('releaseExam waits for an attempt that starts concurrently, and ends it as well', async () => {
    const { teacher, examId } = await aPublishedExam(app);
    const locking = new pg.Client({ connectionString: app.databaseUrl });
    await locking.connect();
    try {
      await locking.query('begin');
      await locking.query('select from exam where id = $1 for share', [examId]);
      await locking.query(
        `insert into attempt (id, exam_id, institution_id, student_id, status, started_at)
         select $1, id, institution_id, $2, 'in_progress', now() from exam where id = $3`,
        [randomUUID(), randomUUID(), examId],
      );
      const releasing = release(app, { teacher, examId });
      await waitForBlocked(app.databaseUrl, 'for update');
      await locking.query('commit');
      expect((await releasing).status).toBe(200);
      const open = await locking.query('select deadline_at from attempt where exam_id = $1', [examId]);
      expect(open.rows).toEqual([{ deadline_at: clock.now() }]);
    } finally {
      await locking.end();
    }
  });
});

describe('403', () => {
  it('releaseExam answers 403 to students', async () => {
    const { examId } = await aPublishedExam(app);
    const answer = await app.call(releaseExam, { as: aStudent(), params: { id: examId } });
    expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });
});

describe('404', () => {
  it('releaseExam answers 404 to other teachers and to admins, and releases nothing', async () => {
    const sitting = await anAttempt(app);
    await submit(app, sitting);
    for (const as of [aTeacher(), anAdmin()]) {
      const answer = await app.call(releaseExam, { as, params: { id: sitting.examId } });
      expect(answer).toMatchObject({ status: 404, body: { code: 'exam-not-found' } });
    }
    await expectWithheld(sitting);
  });
});

describe('409', () => {
  it('releaseExam answers 409 for a draft and before the exam opens', async () => {
    expect(await release(app, await aDraft(app))).toMatchObject({
      status: 409,
      body: { code: 'exam-not-published' },
    });
    const early = await aPublishedExam(app, { window: { opensAt: inMinutes(5) } });
    expect(await release(app, early)).toMatchObject({ status: 409, body: { code: 'exam-not-open' } });
  });
});
