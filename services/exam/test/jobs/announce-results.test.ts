import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anAttempt, publishedAbout, readBack, release, submit } from '../arrange.ts';
import { startExamApp, type TestExamApp } from '../exam-app.ts';

let app: TestExamApp;
beforeAll(async () => {
  app = await startExamApp();
});
afterAll(() => app.close());

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
