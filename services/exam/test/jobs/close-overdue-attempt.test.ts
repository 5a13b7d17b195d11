import { readAttempt, startAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { closeOverdueAttempt } from '../../src/domain/attempts/close-overdue-attempt.ts';
import { anAttempt, publishedAbout, readBack, respondCorrectly, type Sitting, submit } from '../arrange.ts';
import { startExamApp, type TestExamApp } from '../exam-app.ts';

/** Jobs are due by the clock of the database, so the job of a past deadline is due immediately. */
const clock = createFakeClock(new Date(Date.now() - 3_600_000));
let app: TestExamApp;
beforeAll(async () => {
  app = await startExamApp({ clock });
});
afterAll(() => app.close());

const read = async ({ student, attemptId }: Sitting) =>
  (await app.call(readAttempt, { as: student, params: { id: attemptId } })).body;

const until = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50));
};

describe('closeOverdueAttempt', () => {
  it('closeOverdueAttempt runs after the deadline, marks the saved responses and hides the result', async () => {
    const sitting = await anAttempt(app, { window: { durationMinutes: 10 } });
    await respondCorrectly(app, sitting);
    clock.advance({ seconds: 601 });
    await until(async () => (await read(sitting)).status === 'needs_review');
    expect(await read(sitting)).toMatchObject({ score: null, resultsAvailable: false });
    expect(await publishedAbout(app, sitting.attemptId)).toEqual([]);
    const result = (await readBack(app, sitting, sitting.teacher)).body;
    expect(result).toMatchObject({ status: 'graded', score: result.maxScore });
    expect(await submit(app, sitting)).toMatchObject({
      status: 409,
      body: { code: 'attempt-deadline-passed' },
    });
  });

  it('closeOverdueAttempt leaves an attempt unchanged that was submitted in time', async () => {
    const sitting = await anAttempt(app, { window: { durationMinutes: 10 } });
    const submitted = await submit(app, sitting);
    clock.advance({ seconds: 601 });
    const close = closeOverdueAttempt(app.deps.world);
    await Promise.all([close({ attemptId: sitting.attemptId }), close({ attemptId: sitting.attemptId })]);
    expect(await read(sitting)).toEqual(submitted.body);
  });

  it('closeOverdueAttempt rejects before the deadline, so that a queue with a fast clock retries', async () => {
    const sitting = await anAttempt(app, { window: { durationMinutes: 10 } });
    const close = closeOverdueAttempt(app.deps.world);
    await expect(close({ attemptId: sitting.attemptId })).rejects.toThrow(/has not passed yet/);
    expect((await read(sitting)).status).toBe('in_progress');
  });

  it('startAttempt enqueues one closeOverdueAttempt job per timed attempt, and none for an untimed attempt', async () => {
    const timed = await anAttempt(app, { window: { durationMinutes: 600 } });
    await app.call(startAttempt, { as: timed.student, params: { id: timed.examId } });
    const untimed = await anAttempt(app);
    const jobsFor = ({ attemptId }: Sitting) =>
      readRows(
        app.databaseUrl,
        `select run_at > now() as waits from graphile_worker._private_jobs where key = $1`,
        [`close-overdue-attempt:${attemptId}`],
      );
    expect(await jobsFor(timed)).toEqual([{ waits: true }]);
    expect(await jobsFor(untimed)).toEqual([]);
  });
});
