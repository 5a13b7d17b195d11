import { randomUUID } from 'node:crypto';
import { listAttempts } from '@ai-teacher/contracts/exam/attempts.ts';
import { handOverExams, listExams, readExam } from '@ai-teacher/contracts/exam/exams.ts';
import type { Role } from '@ai-teacher/contracts/values.ts';
import { anAdmin, aStudent, aTeacher, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aDraft, anAttempt, aPublishedExam, deliver, readBack, release, submit } from '../arrange.ts';
import { startExamApp, type TestExamApp } from '../exam-app.ts';

let app: TestExamApp;
beforeAll(async () => {
  app = await startExamApp();
});
afterAll(() => app.close());

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 8, minute));

const reportRole = ({ userId }: TestUser, role: Role, occurredAt = at(0)) =>
  deliver(app, 'user.role-changed', { userId, role }, { occurredAt });
const disable = ({ userId }: TestUser, occurredAt = at(1)) =>
  deliver(app, 'user.disabled', { userId }, { occurredAt });

/** A teacher whom the registration reported. */
const aKnownTeacher = async (): Promise<TestUser> => {
  const teacher = aTeacher();
  const person = { email: 'new@school.example', name: 'New', role: 'teacher' } as const;
  await deliver(app, 'user.registered', { userId: teacher.userId, ...person });
  return teacher;
};

const handOver = (from: TestUser, to: TestUser, { as = anAdmin(), examIds = undefined as unknown } = {}) =>
  app.call(handOverExams, {
    as,
    body: {
      fromTeacherId: from.userId,
      toTeacherId: to.userId,
      ...(examIds === undefined ? {} : { examIds }),
    },
  });

const listedFor = async (admin: TestUser, { userId }: TestUser) =>
  (await app.call(listExams, { as: admin, query: { teacherId: userId } })).body.items;

describe('200', () => {
  it('handOverExams gives the exams of a disabled teacher, with keys, attempts and release, to another', async () => {
    const sitting = await anAttempt(app);
    await submit(app, sitting);
    await disable(sitting.teacher);
    const colleague = await aKnownTeacher();
    const [before] = await listedFor(anAdmin(), sitting.teacher);
    expect(before).toMatchObject({
      examId: sitting.examId,
      teacherUnavailable: 'disabled',
      handedOverAt: null,
    });
    expect(before).not.toHaveProperty('items');
    const answer = await handOver(sitting.teacher, colleague);
    expect(answer).toMatchObject({ status: 200, body: { handedOver: 1 } });
    const params = { id: sitting.examId };
    const read = await app.call(readExam, { as: colleague, params });
    expect(read.body).toMatchObject({ handedOverAt: expect.any(String) });
    expect(read.body.items[0]).toHaveProperty('key');
    expect((await app.call(listAttempts, { as: colleague, params })).body.items).toHaveLength(1);
    expect((await app.call(readExam, { as: sitting.teacher, params })).status).toBe(404);
    expect((await release(app, { ...sitting, teacher: colleague })).status).toBe(200);
    expect((await readBack(app, sitting)).body).toMatchObject({ status: 'graded', resultsAvailable: true });
  });

  it('handOverExams hands over only the named exams', async () => {
    const first = await aPublishedExam(app);
    await reportRole(first.teacher, 'student', at(2));
    const [admin, colleague] = [anAdmin(), await aKnownTeacher()];
    const none = await handOver(first.teacher, colleague, { as: admin, examIds: [randomUUID()] });
    expect(none.body).toEqual({ handedOver: 0 });
    const [listed] = await listedFor(admin, first.teacher);
    expect(listed).toMatchObject({ teacherUnavailable: 'demoted' });
    const one = await handOver(first.teacher, colleague, { as: admin, examIds: [first.examId] });
    expect(one.body).toEqual({ handedOver: 1 });
  });

  it('handOverExams hands over the published exams of a deleted teacher', async () => {
    const { teacher } = await aPublishedExam(app);
    await deliver(app, 'user.deleted', { userId: teacher.userId });
    const [listed] = await listedFor(anAdmin(), teacher);
    expect(listed).toMatchObject({ teacherUnavailable: 'deleted' });
    expect((await handOver(teacher, await aKnownTeacher())).body).toEqual({ handedOver: 1 });
  });

  it('handOverExams accepts a teacher who registered before roles were recorded and owns an exam', async () => {
    const { teacher } = await aDraft(app);
    const colleague = (await aDraft(app)).teacher;
    await disable(teacher);
    expect((await handOver(teacher, colleague)).body).toEqual({ handedOver: 1 });
  });
});

const unknownReceiver = { status: 404, body: { code: 'account-not-found' } };

describe('404', () => {
  it('handOverExams answers 404 for a receiver who is unknown, a student, unavailable or elsewhere', async () => {
    const { teacher } = await aDraft(app);
    await disable(teacher);
    const [demoted, gone, elsewhere] = [await aKnownTeacher(), await aKnownTeacher(), aTeacher()];
    await reportRole(demoted, 'student', new Date());
    await disable(gone);
    const role = 'teacher' as const;
    const institutionId = randomUUID();
    await deliver(app, 'user.role-changed', { userId: elsewhere.userId, role }, { institutionId });
    for (const to of [aTeacher(), aStudent(), teacher, demoted, gone, elsewhere])
      expect(await handOver(teacher, to)).toMatchObject(unknownReceiver);
  });

  it('handOverExams answers 404 for a receiver who was deleted without exams, also after late events', async () => {
    const { teacher } = await aDraft(app);
    await disable(teacher);
    const [known, unknown] = [await aKnownTeacher(), aTeacher()];
    for (const { userId } of [known, unknown]) await deliver(app, 'user.deleted', { userId });
    expect(await handOver(teacher, known)).toMatchObject(unknownReceiver);
    for (const late of [known, unknown]) {
      await reportRole(late, 'teacher', new Date());
      await deliver(app, 'user.enabled', { userId: late.userId });
      expect(await handOver(teacher, late)).toMatchObject(unknownReceiver);
    }
    const stored = await readRows(
      app.databaseUrl,
      'select user_id, is_deleted from teacher where user_id = any($1)',
      [[known.userId, unknown.userId]],
    );
    expect(stored).toEqual([{ user_id: known.userId, is_deleted: true }]);
  });
});

describe('403', () => {
  it('handOverExams and the list of another teacher’s exams answer 403 to teachers and students', async () => {
    const { teacher } = await aDraft(app);
    await disable(teacher);
    const to = await aKnownTeacher();
    for (const as of [aTeacher(), aStudent(), teacher]) {
      const list = await app.call(listExams, { as, query: { teacherId: teacher.userId } });
      for (const answer of [await handOver(teacher, to, { as }), list])
        expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    }
  });
});

describe('409', () => {
  it('handOverExams answers 409 while the teacher is available, also after a late event of an earlier time', async () => {
    const { teacher } = await aDraft(app);
    const to = await aKnownTeacher();
    const refused = { status: 409, body: { code: 'teacher-available' } };
    expect(await handOver(teacher, to)).toMatchObject(refused);
    const { userId } = teacher;
    await deliver(app, 'user.enabled', { userId }, { occurredAt: at(5) });
    await disable(teacher, at(4));
    await reportRole(teacher, 'teacher', at(5));
    await reportRole(teacher, 'student', at(4));
    expect(await handOver(teacher, to)).toMatchObject(refused);
    await disable(teacher, at(6));
    const stranger = anAdmin({ institutionId: randomUUID() });
    expect(await handOver(teacher, to, { as: stranger })).toMatchObject(refused);
    expect(await listedFor(stranger, teacher)).toEqual([]);
  });
});
