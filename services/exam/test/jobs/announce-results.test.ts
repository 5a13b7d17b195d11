import { startAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { aStudent } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { announceResults } from '../../src/domain/releasing/announce-results.ts';
import { anAttempt, publishedAbout, readBack, release, type Sitting, submit } from '../arrange.ts';
import { startExamApp, type TestExamApp } from '../exam-app.ts';
import { unstopped } from '../unstopped.ts';

let app: TestExamApp;
beforeAll(async () => {
  app = await startExamApp();
});
afterAll(() => app.close());

/** The attempt of another student at the same exam. */
const anotherSitting = async (exam: Sitting): Promise<Sitting> => {
  const student = aStudent();
  const answer = await app.call(startAttempt, { as: student, params: { id: exam.examId } });
  return { ...exam, student, attemptId: answer.body.attemptId };
};

const until = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50));
};

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();

describe('announceResults', () => {
  it('announceResults notifies each student by the worker after the release, and closes open attempts', async () => {
    const submitted = await anAttempt(app);
    await submit(app, submitted);
    const open = await anAttempt(app);
    for (const sitting of [submitted, open]) {
      await release(app, sitting);
      await until(async () => (await publishedAbout(app, sitting.attemptId)).length > 0);
    }
    expect((await readBack(app, open)).body).toMatchObject({ status: 'graded', score: 0 });
  });

  it('announceResults notifies the students by the worker when the exam closes', async () => {
    const sitting = await anAttempt(app, { window: { closesAt: inSeconds(3) } });
    await submit(app, sitting);
    expect(await publishedAbout(app, sitting.attemptId)).toEqual([]);
    await until(async () => (await publishedAbout(app, sitting.attemptId)).length > 0);
    expect((await readBack(app, sitting)).body).toMatchObject({ status: 'graded', resultsAvailable: true });
  });

  it('announceResults notifies the other students when the attempt of one cannot be stored', async () => {
    const sitting = await anAttempt(app);
    const other = await anotherSitting(sitting);
    const [refused = '', announced = ''] = [sitting.attemptId, other.attemptId].toSorted();
    for (const each of [sitting, other]) await submit(app, each);
    await readRows(
      app.databaseUrl,
      `create function refuse_attempt() returns trigger language plpgsql as
       $$ begin raise exception 'no attempt is stored'; end $$`,
    );
    await readRows(
      app.databaseUrl,
      `create trigger refuse before update on attempt for each row when (new.id = '${refused}')
         execute function refuse_attempt()`,
    );
    await release(app, sitting);
    await expect(announceResults(app.deps.world)(sitting, unstopped)).rejects.toThrow('no attempt is stored');
    expect(await publishedAbout(app, announced)).toHaveLength(1);
    expect(await publishedAbout(app, refused)).toEqual([]);
    await readRows(app.databaseUrl, 'drop trigger refuse on attempt');
    await announceResults(app.deps.world)(sitting, unstopped);
    for (const id of [announced, refused]) expect(await publishedAbout(app, id)).toHaveLength(1);
  });

  it('publishExam enqueues one announcement for an exam that closes, and none for an exam without an end', async () => {
    const closing = await anAttempt(app, { window: { closesAt: inSeconds(600) } });
    const endless = await anAttempt(app);
    const jobsFor = ({ examId }: { examId: string }) =>
      readRows(
        app.databaseUrl,
        'select run_at > now() as waits from graphile_worker._private_jobs where key = $1',
        [`announce-results:${examId}`],
      );
    expect(await jobsFor(closing)).toEqual([{ waits: true }]);
    expect(await jobsFor(endless)).toEqual([]);
  });
});
