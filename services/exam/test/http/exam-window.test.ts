import { startAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { closeExam, extendExam, reopenExam } from '@ai-teacher/contracts/exam/exam-window.ts';
import { readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { markItem } from '@ai-teacher/contracts/exam/marking/marking.ts';
import { anAdmin, aStudent, aTeacher } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { closeOverdueAttempt } from '../../src/domain/attempts/close-overdue-attempt.ts';
import { announceResults } from '../../src/domain/releasing/announce-results.ts';
import {
  type Arranged,
  aDraft,
  anAttempt,
  aPublishedExam,
  publishedAbout,
  readBack,
  release,
  respond,
  respondCorrectly,
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
type Exam = Pick<Arranged, 'teacher' | 'examId'>;
const close = ({ teacher, examId }: Exam, as = teacher) =>
  app.call(closeExam, { as, params: { id: examId } });
const reopen = ({ teacher, examId }: Exam, body: Record<string, unknown> = {}, as = teacher) =>
  app.call(reopenExam, { as, params: { id: examId }, body });
const extend = ({ teacher, examId }: Exam, body: Record<string, unknown>, as = teacher) =>
  app.call(extendExam, { as, params: { id: examId }, body });
const start = ({ examId }: Exam) => app.call(startAttempt, { as: aStudent(), params: { id: examId } });
const maxScoreOf = ({ items }: Arranged) => items.reduce((sum, { points }) => sum + points, 0);

describe('closeExam 200', () => {
  it('closeExam ends the exam now: no attempt starts, open ones close with their responses, results are shown', async () => {
    const sitting = await anAttempt(app, { window: { closesAt: inMinutes(60) } });
    await respondCorrectly(app, sitting);
    const now = clock.now().toISOString();
    const answer = await close(sitting);
    expect(answer).toMatchObject({
      status: 200,
      body: { closesAt: now, releasedAt: null, resultsAvailableAt: now },
    });
    expect(await start(sitting)).toMatchObject({ status: 409, body: { code: 'exam-not-open' } });
    expect(await submit(app, sitting)).toMatchObject({ body: { code: 'attempt-deadline-passed' } });
    await announceResults(app.deps.world)(sitting, unstopped);
    expect((await readBack(app, sitting)).body).toMatchObject({
      status: 'graded',
      score: maxScoreOf(sitting),
      resultsAvailable: true,
    });
    clock.advance({ seconds: 60 });
    expect((await close(sitting)).body).toEqual(answer.body);
  });
});

describe('reopenExam 200', () => {
  it.each([
    ['closed', close],
    ['released', (exam: Exam) => release(app, exam)],
  ] as const)(
    'reopenExam lets new attempts start at a %s exam, keeps closed ones closed, and hides their results again',
    async (_, end) => {
      const sitting = await anAttempt(app);
      await submit(app, sitting);
      await end(sitting);
      await announceResults(app.deps.world)(sitting, unstopped);
      const shown = (await readBack(app, sitting)).body;
      expect(shown).toMatchObject({ resultsAvailable: true, score: 0 });
      const closesAt = inMinutes(30);
      const answer = await reopen(sitting, { closesAt });
      expect(answer).toMatchObject({
        status: 200,
        body: { closesAt, releasedAt: null, resultsAvailableAt: closesAt },
      });
      expect((await start(sitting)).status).toBe(201);
      expect(await respond(app, sitting, sitting.items[0]?.itemId ?? '', null)).toMatchObject({
        body: { code: 'attempt-already-submitted' },
      });
      const hidden = (await readBack(app, sitting)).body;
      expect(hidden).toMatchObject({ score: null, resultsAvailable: false, resultsAvailableAt: closesAt });
      for (const item of hidden.items)
        expect(item).toMatchObject({ score: null, feedback: null, source: null });
      clock.advance({ seconds: 1_800 });
      await announceResults(app.deps.world)(sitting, unstopped);
      expect((await readBack(app, sitting)).body).toMatchObject({ score: shown.score, items: shown.items });
      expect(await publishedAbout(app, sitting.attemptId)).toHaveLength(1);
    },
  );

  it('reopenExam delays the notification of a result that changes meanwhile until the exam ends again', async () => {
    const sitting = await anAttempt(app);
    await submit(app, sitting);
    await close(sitting);
    await announceResults(app.deps.world)(sitting, unstopped);
    await reopen(sitting, { closesAt: inMinutes(30) });
    const [item] = sitting.items;
    const params = { id: sitting.attemptId, itemId: item?.itemId ?? '' };
    const body = { score: item?.points };
    expect((await app.call(markItem, { as: sitting.teacher, params, body })).status).toBe(200);
    const scores = async () =>
      (await publishedAbout(app, sitting.attemptId)).map(({ data }) => (data as { score: number }).score);
    expect(await scores()).toEqual([0]);
    clock.advance({ seconds: 1_800 });
    for (let run = 0; run < 2; run += 1) await announceResults(app.deps.world)(sitting, unstopped);
    expect(await scores()).toEqual([0, item?.points]);
  });

  it('reopenExam during an announcement leaves the notifications that remain to the next end', async () => {
    // The worker takes no job before its time by the clock of the service.
    clock.advance({ seconds: 600 });
    const sitting = await anAttempt(app);
    await submit(app, sitting);
    const { world } = app.deps;
    let runs = 0;
    const run: typeof world.unitOfWork.run = async (...given) => {
      runs += 1;
      // The exam was found, and its attempts were listed.
      if (runs === 4) await reopen(sitting);
      return world.unitOfWork.run(...given);
    };
    await release(app, sitting);
    await announceResults({ ...world, unitOfWork: { run } })(sitting, unstopped);
    expect((await readBack(app, sitting)).body).toMatchObject({ resultsAvailable: false });
    expect(await publishedAbout(app, sitting.attemptId)).toEqual([]);
    await release(app, sitting);
    await announceResults(world)(sitting, unstopped);
    expect(await publishedAbout(app, sitting.attemptId)).toHaveLength(1);
  });

  it('reopenExam closes the attempts that the end of the exam ended, also before their announcement', async () => {
    clock.advance({ seconds: 600 });
    const sitting = await anAttempt(app);
    const [item] = sitting.items;
    await respond(app, sitting, item?.itemId ?? '', item?.key);
    await release(app, sitting);
    await reopen(sitting);
    const jobs = await readRows(
      app.databaseUrl,
      `select payload -> 'data' ->> 'deadlineAt' as deadline from graphile_worker._private_jobs where key = $1`,
      [`close-overdue-attempt:${sitting.attemptId}`],
    );
    expect(jobs).toHaveLength(1);
    const deadlineAt = new Date(String(jobs[0]?.deadline));
    await closeOverdueAttempt(app.deps.world)({ ...sitting, deadlineAt });
    const read = await readBack(app, sitting, sitting.teacher);
    expect(read.body).toMatchObject({ status: 'graded', score: item?.points });
    expect(await publishedAbout(app, sitting.attemptId)).toEqual([]);
  });

  it('reopenExam without an end leaves the end to a release, and an earlier announcement does nothing', async () => {
    const exam = await aPublishedExam(app, { window: { closesAt: inMinutes(10) } });
    const availableAt = clock.now();
    await close(exam);
    expect(
      (await app.call(reopenExam, { as: exam.teacher, params: { id: exam.examId } })).body,
    ).toMatchObject({
      closesAt: null,
      resultsAvailableAt: null,
    });
    const sitting = await start(exam);
    await announceResults(app.deps.world)({ ...exam, availableAt }, unstopped);
    expect(sitting).toMatchObject({ status: 201, body: { deadlineAt: null } });
    expect((await release(app, exam)).status).toBe(200);
  });
});

describe('extendExam 200', () => {
  it('extendExam gives the students of a later close the additional time, and the old deadline ends nothing', async () => {
    const first = inMinutes(10);
    const sitting = await anAttempt(app, { window: { closesAt: first } });
    const closesAt = inMinutes(40);
    expect(await extend(sitting, { closesAt })).toMatchObject({ status: 200, body: { closesAt } });
    clock.advance({ seconds: 601 });
    await closeOverdueAttempt(app.deps.world)({ ...sitting, deadlineAt: new Date(first) });
    await announceResults(app.deps.world)({ ...sitting, availableAt: new Date(first) }, unstopped);
    expect((await readBack(app, sitting)).body).toMatchObject({
      status: 'in_progress',
      deadlineAt: closesAt,
    });
    const [item] = sitting.items;
    expect((await respond(app, sitting, item?.itemId ?? '', item?.key)).status).toBe(204);
    const jobs = await readRows(
      app.databaseUrl,
      'select key, run_at from graphile_worker._private_jobs where key = any($1) order by key',
      [[`announce-results:${sitting.examId}`, `close-overdue-attempt:${sitting.attemptId}`]],
    );
    for (const { run_at } of jobs) expect(new Date(String(run_at)) > new Date(closesAt)).toBe(true);
    expect(jobs).toHaveLength(2);
    clock.advance({ seconds: 1_800 });
    await closeOverdueAttempt(app.deps.world)(sitting);
    expect((await readBack(app, sitting)).body).toMatchObject({ status: 'graded', score: item?.points });
  });

  it('extendExam gives more minutes to attempts in progress, up to the close, and none to finished ones', async () => {
    const sitting = await anAttempt(app, { window: { durationMinutes: 10, closesAt: inMinutes(30) } });
    const late = { ...sitting, ...(await anAttempt(app, { window: { durationMinutes: 10 } })) };
    const started = clock.now().getTime();
    const extended = await extend(sitting, { durationMinutes: 20 });
    expect(extended.body).toMatchObject({ durationMinutes: 20 });
    const deadline = new Date(started + 20 * 60_000).toISOString();
    expect((await readBack(app, sitting)).body.deadlineAt).toBe(deadline);
    const limited = await extend(sitting, { durationMinutes: 45 });
    expect((await readBack(app, sitting)).body.deadlineAt).toBe(limited.body.closesAt);
    clock.advance({ seconds: 601 });
    await extend(late, { durationMinutes: 60 });
    expect(await submit(app, late)).toMatchObject({ body: { code: 'attempt-deadline-passed' } });
  });
});

describe('extendExam 422', () => {
  it.each<[Record<string, unknown>, () => Record<string, unknown>, string]>([
    [{ closesAt: true }, () => ({}), ''],
    [{ closesAt: true }, () => ({ closesAt: inMinutes(10) }), '/closesAt'],
    [{}, () => ({ closesAt: inMinutes(10) }), '/closesAt'],
    [{ durationMinutes: 30 }, () => ({ durationMinutes: 30 }), '/durationMinutes'],
    [{}, () => ({ durationMinutes: 30 }), '/durationMinutes'],
    [{ durationMinutes: 30 }, () => ({ durationMinutes: 1_441 }), '/durationMinutes'],
  ])(
    'extendExam answers 422 for a change that gives no student more time (%#)',
    async (window, body, pointer) => {
      const exam = await aPublishedExam(app, {
        window: { ...window, ...(window.closesAt === true ? { closesAt: inMinutes(20) } : {}) },
      });
      const answer = await extend(exam, body());
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
    },
  );
});

describe('reopenExam 422', () => {
  it('reopenExam answers 422 for an end in the past, and the exam stays closed', async () => {
    const exam = await aPublishedExam(app);
    await close(exam);
    expect(await reopen(exam, { closesAt: inMinutes(-1) })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/closesAt' }] },
    });
    expect((await start(exam)).status).toBe(409);
  });
});

describe('409', () => {
  it('closeExam, reopenExam and extendExam answer 409 for a draft', async () => {
    const draft = await aDraft(app);
    for (const answer of [
      await close(draft),
      await reopen(draft),
      await extend(draft, { durationMinutes: 9 }),
    ])
      expect(answer).toMatchObject({ status: 409, body: { code: 'exam-not-published' } });
  });

  it('closeExam answers 409 before the exam opens, reopenExam before it ends, and extendExam after its end', async () => {
    const early = await aPublishedExam(app, { window: { opensAt: inMinutes(5), closesAt: inMinutes(9) } });
    expect(await close(early)).toMatchObject({ status: 409, body: { code: 'exam-not-open' } });
    expect(await reopen(early)).toMatchObject({ status: 409, body: { code: 'exam-not-ended' } });
    const ended = await aPublishedExam(app, { window: { closesAt: inMinutes(9) } });
    await close(ended);
    expect(await extend(ended, { closesAt: inMinutes(60) })).toMatchObject({
      status: 409,
      body: { code: 'exam-ended' },
    });
  });
});

describe('403 and 404', () => {
  it('closeExam, reopenExam and extendExam answer 403 to students and 404 to other teachers and admins', async () => {
    const exam = await aPublishedExam(app, { window: { closesAt: inMinutes(20) } });
    const body = { closesAt: inMinutes(30) };
    for (const [as, status] of [
      [aStudent(), 403],
      [aTeacher(), 404],
      [anAdmin(), 404],
    ] as const)
      for (const answer of [
        await close(exam, as),
        await reopen(exam, body, as),
        await extend(exam, body, as),
      ])
        expect(answer.status).toBe(status);
    const read = await app.call(readExam, { as: exam.teacher, params: { id: exam.examId } });
    expect(read.body.closesAt).not.toBe(body.closesAt);
  });
});
