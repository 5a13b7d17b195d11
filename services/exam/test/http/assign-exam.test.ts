import { randomUUID } from 'node:crypto';
import {
  assignExam,
  explainExam,
  giveExtraTime,
  listStudentAttempts,
} from '@ai-teacher/contracts/exam/assignments.ts';
import { listAttempts, startAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { closeExam } from '@ai-teacher/contracts/exam/exam-window.ts';
import { listExams, publishExam, readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { anAdmin, aStudent, aTeacher, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { announceResults } from '../../src/domain/releasing/announce-results.ts';
import {
  type Arranged,
  aDraft,
  deliver,
  publishedAbout,
  readBack,
  release,
  respond,
  respondCorrectly,
  type Sitting,
  submit,
} from '../arrange.ts';
import { startExamApp, type TestExamApp } from '../exam-app.ts';
import { aClass, aGuardianOf, enrol, forbidSharing, type SchoolClass } from '../school.ts';
import { unstopped } from '../unstopped.ts';

const clock = createFakeClock(new Date());
let app: TestExamApp;
beforeAll(async () => {
  app = await startExamApp({ clock });
});
afterAll(() => app.close());

const inMinutes = (minutes: number) => new Date(clock.now().getTime() + minutes * 60_000).toISOString();
const wait = (minutes: number) => clock.advance({ seconds: minutes * 60 });
type Body = Record<string, unknown>;
const publish = async (assignments: Body[] | undefined, window: Body = {}, teacher?: TestUser) => {
  const draft = await aDraft(app, {}, teacher);
  const answer = await app.call(publishExam, {
    as: draft.teacher,
    params: { id: draft.examId },
    body: { ...window, ...(assignments === undefined ? {} : { assignments }) },
  });
  return { ...draft, answer };
};
const assign = ({ teacher, examId }: Arranged, assignments: Body[], as = teacher) =>
  app.call(assignExam, { as, params: { id: examId }, body: { assignments } });
const extra = ({ examId }: Arranged, student: TestUser, factor: number, as: TestUser) =>
  app.call(giveExtraTime, { as, params: { id: examId, studentId: student.userId }, body: { factor } });
const start = ({ examId }: Arranged, as: TestUser) => app.call(startAttempt, { as, params: { id: examId } });
const sit = async (exam: Arranged, student: TestUser): Promise<Sitting> => {
  const answer = await start(exam, student);
  if (answer.status !== 201) throw new Error(`startAttempt failed: ${answer.text}`);
  return { ...exam, student, attemptId: answer.body.attemptId };
};
const read = ({ examId }: Arranged, as: TestUser) => app.call(readExam, { as, params: { id: examId } });
const listedIds = async (as: TestUser): Promise<string[]> =>
  (await app.call(listExams, { as, query: { limit: 100 } })).body.items.map(
    ({ examId }: { examId: string }) => examId,
  );
/** The exams of a list that is narrowed to a class. */
const listedOf = async (as: TestUser, { classId }: Pick<SchoolClass, 'classId'>): Promise<string[]> =>
  (await app.call(listExams, { as, query: { limit: 100, classId: classId.toUpperCase() } })).body.items.map(
    ({ examId }: { examId: string }) => examId,
  );
const attemptsOf = ({ examId }: Arranged, as: TestUser) =>
  app.call(listAttempts, { as, params: { id: examId } });
const resultsOf = (student: TestUser, as: TestUser) =>
  app.call(listStudentAttempts, { as, params: { id: student.userId } });

/** Two classes of one teacher. */
const twoClasses = async (): Promise<[SchoolClass, SchoolClass]> => {
  const first = await aClass(app);
  return [first, await aClass(app, first.teacher)];
};
const one = ({ students }: SchoolClass): TestUser => students[0] ?? aStudent();

describe('listExams 200: classId', () => {
  it('listExams narrows to the exams of a class and of the units above it, by the same rights', async () => {
    const [first, second] = await twoClasses();
    const both = one(first);
    await enrol(app, { classId: second.classId, personId: both.userId });
    const admin = anAdmin();
    const own = await publish([{ classId: first.classId }], {}, first.teacher);
    const other = await publish([{ classId: second.classId }], {}, first.teacher);
    const above = await publish([{ unitId: first.unitId }], {}, admin);
    await publish(undefined, {}, first.teacher);
    expect(await listedOf(first.teacher, first)).toEqual([own.examId]);
    expect(await listedOf(first.teacher, second)).toEqual([other.examId]);
    expect(await listedOf(admin, first)).toEqual([above.examId]);
    expect(await listedOf(admin, second)).toEqual([]);
    expect((await listedOf(both, first)).toSorted()).toEqual([own.examId, above.examId].toSorted());
    expect(await listedOf(both, second)).toEqual([other.examId]);
  });

  it('listExams is empty for the class of others, also when an exam is assigned to both classes', async () => {
    const [first, second] = await twoClasses();
    const exam = await publish([{ classId: first.classId }, { classId: second.classId }], {}, first.teacher);
    expect(await listedOf(one(first), first)).toEqual([exam.examId]);
    expect(await listedOf(one(first), second)).toEqual([]);
    expect(await listedOf(aTeacher(), first)).toEqual([]);
    expect(await listedOf({ ...one(first), institutionId: randomUUID() }, first)).toEqual([]);
    const left = aStudent();
    await enrol(app, { classId: first.classId, personId: left.userId, until: '2020-02-01' });
    expect(await listedOf(left, first)).toEqual([]);
  });
});

describe('publishExam 200: assignments', () => {
  it('an exam of one class exists for its students only: others neither list, read nor start it', async () => {
    const [given, other] = await twoClasses();
    const exam = await publish([{ classId: given.classId }], {}, given.teacher);
    expect(exam.answer).toMatchObject({
      status: 200,
      body: { assignments: [{ classId: given.classId, opensAt: null, closesAt: null }] },
    });
    expect(await listedIds(one(given))).toContain(exam.examId);
    const shown = await read(exam, one(given));
    expect(shown.status).toBe(200);
    expect(shown.body).not.toHaveProperty('assignments');
    expect((await start(exam, one(given))).status).toBe(201);
    for (const stranger of [one(other), aStudent(), await aGuardianOf(app, one(given))]) {
      expect(await listedIds(stranger)).not.toContain(exam.examId);
      for (const answer of [await read(exam, stranger), await start(exam, stranger)])
        expect(answer).toMatchObject({ status: 404, body: { code: 'exam-not-found' } });
    }
  });

  it('an exam of a unit is for all classes below it, and publishes one event for each window', async () => {
    const [first, second] = await twoClasses();
    const admin = anAdmin();
    const window = { closesAt: inMinutes(60) };
    const own = { opensAt: inMinutes(10), closesAt: inMinutes(90) };
    const exam = await publish(
      [{ unitId: first.unitId }, { classId: first.classId }, { classId: second.classId, ...own }],
      window,
      admin,
    );
    expect(exam.answer.status).toBe(200);
    expect(exam.answer.body.resultsAvailableAt).toBe(own.closesAt);
    expect((await start(exam, one(first))).status).toBe(201);
    expect((await start(exam, one(second))).body.code).toBe('exam-not-open');
    const events = (await publishedAbout(app, exam.examId)).map(({ data }) => data);
    expect(events).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          opensAt: null,
          ...window,
          audience: [{ unitId: first.unitId }, { classId: first.classId }],
        }),
        expect.objectContaining({ ...own, audience: [{ classId: second.classId }] }),
      ]),
    );
    expect(events).toHaveLength(2);
  });

  it('a student of two classes has the earlier opening and the later close', async () => {
    const [first, second] = await twoClasses();
    const student = one(first);
    await enrol(app, { classId: second.classId, personId: student.userId });
    const times = { opensAt: inMinutes(10), closesAt: inMinutes(60) };
    const exam = await publish(
      [{ classId: first.classId }, { classId: second.classId, closesAt: inMinutes(120) }],
      times,
      first.teacher,
    );
    expect((await read(exam, student)).body).toMatchObject({
      opensAt: times.opensAt,
      closesAt: inMinutes(120),
    });
    expect((await read(exam, first.students[1] ?? student)).body).toMatchObject(times);
  });
});

describe('publishExam 403 and 404', () => {
  it('teachers assign to their own classes, admins to everything, and the institution is a matter of policy', async () => {
    const [given] = await twoClasses();
    const stranger = aTeacher();
    const refused = [
      [{ classId: given.classId }, stranger, 404, 'class-not-found'],
      [{ classId: randomUUID() }, anAdmin(), 404, 'class-not-found'],
      [{ classId: given.classId }, anAdmin({ institutionId: randomUUID() }), 404, 'class-not-found'],
      [{ unitId: given.unitId }, given.teacher, 404, 'node-not-found'],
    ] as const;
    for (const [assignment, as, status, code] of refused)
      expect((await publish([assignment], {}, as)).answer).toMatchObject({ status, body: { code } });
    await forbidSharing(app, true, 1);
    expect((await publish(undefined, {}, stranger)).answer).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    expect((await publish([{ institution: true }], {}, anAdmin())).answer.status).toBe(200);
    await forbidSharing(app, false, 2);
    expect((await publish(undefined, {}, stranger)).answer.status).toBe(200);
  });
});

describe('the results of an exam of two classes', () => {
  it('wait for the last class, and no view shows a mark, a source or a verdict before', async () => {
    const [first, second] = await twoClasses();
    const exam = await publish(
      [{ classId: first.classId }, { classId: second.classId, closesAt: inMinutes(120) }],
      { closesAt: inMinutes(30) },
      first.teacher,
    );
    const early = await sit(exam, one(first));
    const guardian = await aGuardianOf(app, early.student);
    await respondCorrectly(app, early);
    await submit(app, early);
    const late = await sit(exam, one(second));
    const end = inMinutes(120);
    for (const minutes of [31, 88]) {
      wait(minutes);
      expect((await start(exam, first.students[1] ?? aStudent())).body.code).toBe('exam-not-open');
      const { body } = await readBack(app, early);
      expect(body).toMatchObject({ status: 'needs_review', score: null, resultsAvailableAt: end });
      for (const item of body.items) expect(item).toMatchObject({ score: null, source: null });
      const [own] = (await resultsOf(early.student, early.student)).body.items;
      expect(own).toMatchObject({ status: 'needs_review', score: null, resultsAvailable: false });
      expect((await resultsOf(early.student, guardian)).body.items).toEqual([]);
      expect((await readBack(app, early, guardian)).status).toBe(404);
      await expect(announceResults(app.deps.world)(exam, unstopped)).rejects.toThrow(/has not ended/);
      expect(await publishedAbout(app, early.attemptId)).toEqual([]);
      const [item] = late.items;
      expect((await respond(app, late, item?.itemId ?? '', item?.key)).status).toBe(204);
    }
    wait(2);
    await announceResults(app.deps.world)(exam, unstopped);
    const score = exam.items.reduce((sum, { points }) => sum + points, 0);
    const list = { status: 200, body: { items: [{ attemptId: early.attemptId, score, maxScore: score }] } };
    for (const reader of [early.student, guardian]) {
      expect((await readBack(app, early, reader)).body).toMatchObject({ status: 'graded', score });
      expect(await resultsOf(early.student, reader)).toMatchObject(list);
    }
    expect((await readBack(app, late)).body).toMatchObject({ status: 'graded' });
    expect(await publishedAbout(app, early.attemptId)).toMatchObject([{ type: 'attempt.graded' }]);
  });

  it('are seen by the class’s teachers for their own students only, and by no other person', async () => {
    const [given, other] = [await aClass(app), await aClass(app)];
    const exam = await publish([{ classId: given.classId }, { classId: other.classId }], {}, anAdmin());
    const sitting = await sit(exam, one(given));
    await sit(exam, one(other));
    await respondCorrectly(app, sitting);
    await submit(app, sitting);
    const hidden = await attemptsOf(exam, given.teacher);
    expect(hidden.body.items).toMatchObject([{ attemptId: sitting.attemptId, score: null }]);
    for (const item of hidden.body.items[0].items)
      expect(item).toMatchObject({ score: null, response: null, source: null });
    await release(app, exam);
    expect((await attemptsOf(exam, given.teacher)).body.items).toMatchObject([
      { attemptId: sitting.attemptId, status: 'graded', score: expect.any(Number) },
    ]);
    expect((await readBack(app, sitting, given.teacher)).body.items[0].response).not.toBeNull();
    const strangers = [other.teacher, aTeacher(), aStudent(), await aGuardianOf(app, one(other)), anAdmin()];
    for (const stranger of strangers) {
      expect((await readBack(app, sitting, stranger)).status).toBe(404);
      expect((await resultsOf(sitting.student, stranger)).body.code).toBe('person-not-found');
    }
    expect((await attemptsOf(exam, aTeacher())).status).toBe(404);
  });

  it('closeExam closes every class, whatever its own close is', async () => {
    const [first, second] = await twoClasses();
    const exam = await publish(
      [{ classId: first.classId }, { classId: second.classId, closesAt: inMinutes(300) }],
      { closesAt: inMinutes(30) },
      first.teacher,
    );
    const sitting = await sit(exam, one(second));
    const now = clock.now().toISOString();
    const closed = await app.call(closeExam, { as: exam.teacher, params: { id: exam.examId } });
    expect(closed.body).toMatchObject({ closesAt: now, resultsAvailableAt: now });
    expect((await readBack(app, sitting)).body).toMatchObject({ deadlineAt: now, resultsAvailable: true });
    expect((await start(exam, second.students[1] ?? aStudent())).body.code).toBe('exam-not-open');
  });
});

describe('a student who leaves the class', () => {
  it('starts no attempt, finishes the attempt in progress, and reads finished ones', async () => {
    const given = await aClass(app);
    const [leaver, idler] = [aStudent(), aStudent()];
    const ids = new Map<TestUser, string>();
    for (const student of [leaver, idler])
      ids.set(student, await enrol(app, { classId: given.classId, personId: student.userId }));
    const exam = await publish([{ classId: given.classId }], {}, given.teacher);
    const sitting = await sit(exam, leaver);
    for (const [{ userId: personId }, enrolmentId] of ids)
      await enrol(app, { classId: given.classId, personId, enrolmentId, until: '2020-02-01', version: 2 });
    expect((await start(exam, idler)).body.code).toBe('exam-not-found');
    expect(await listedIds(leaver)).not.toContain(exam.examId);
    expect((await start(exam, leaver)).body.attemptId).toBe(sitting.attemptId);
    await respondCorrectly(app, sitting);
    expect((await submit(app, sitting)).status).toBe(200);
    await release(app, exam);
    expect((await readBack(app, sitting)).body).toMatchObject({ status: 'graded' });
    expect((await resultsOf(leaver, leaver)).body.items).toMatchObject([{ attemptId: sitting.attemptId }]);
    expect((await read(exam, leaver)).status).toBe(200);
    expect((await readBack(app, sitting, given.teacher)).status).toBe(200);
  });
});

describe('explainExam 200', () => {
  const explain = (
    as: TestUser,
    { userId: personId, role }: TestUser,
    { examId: id }: Pick<Arranged, 'examId'>,
  ) => app.call(explainExam, { as, from: 'user', params: { id }, query: { personId, role } });

  it('explainExam has the verdict of readExam, and answers like a missing exam to those who may not know it', async () => {
    const [given, other] = await twoClasses();
    const [pupil, stranger, admin] = [one(given), one(other), anAdmin()];
    const owner = aTeacher();
    await enrol(app, { classId: given.classId, personId: owner.userId, role: 'co-teacher' });
    const exam = await publish([{ classId: given.classId }], {}, owner);
    const place = { classId: given.classId };
    for (const [as, about, expected] of [
      [owner, owner, { allowed: true, rule: 'owner', since: expect.any(String) }],
      [pupil, pupil, { allowed: true, rule: 'class', place, enrolment: { ...place, role: 'student' } }],
      [given.teacher, pupil, { allowed: true, rule: 'class', place }],
      [given.teacher, given.teacher, { allowed: false, rule: 'not-shared' }],
      [admin, stranger, { allowed: false, rule: 'not-shared', place: null, since: null }],
    ] as const) {
      const { body } = await explain(as, about, exam);
      expect(body).toMatchObject(expected);
      expect((await read(exam, about)).status).toBe(body.allowed ? 200 : 404);
    }
    const missing = (await explain(pupil, pupil, { examId: randomUUID() })).text;
    const elsewhere = anAdmin({ institutionId: randomUUID() });
    const draft = await aDraft(app, {}, owner);
    for (const [as, about, of] of [
      [stranger, stranger, exam],
      [stranger, pupil, exam],
      [aTeacher(), pupil, exam],
      [elsewhere, pupil, exam],
      [given.teacher, pupil, draft],
    ] as const)
      expect((await explain(as, about, of)).text).toBe(missing);
    expect((await explain(admin, pupil, draft)).body).toMatchObject({ rule: 'private', allowed: false });
  });

  it('explainExam names the membership that ended, and then the attempt that stays', async () => {
    const given = await aClass(app);
    const [first, second] = [aStudent(), aStudent()];
    const { classId } = given;
    const ids = await Promise.all(
      [first, second].map(({ userId: personId }) => enrol(app, { classId, personId })),
    );
    const exam = await publish([{ classId }], {}, given.teacher);
    await sit(exam, first);
    for (const [at, { userId: personId }] of [first, second].entries())
      await enrol(app, { classId, personId, enrolmentId: ids[at] ?? '', until: '2021-01-01', version: 2 });
    expect((await explain(first, first, exam)).body).toMatchObject({
      ...{ allowed: true, rule: 'attempt', since: clock.now().toISOString() },
    });
    expect((await explain(anAdmin(), second, exam)).body).toMatchObject({
      ...{ allowed: false, rule: 'membership-ended', place: { classId }, since: '2021-01-01T00:00:00.000Z' },
    });
  });
});

describe('assignExam 200', () => {
  it('assignExam adds classes later, notifies only them, and gives attempts in progress the later close', async () => {
    const [first, second] = await twoClasses();
    const closesAt = inMinutes(30);
    const exam = await publish([{ classId: first.classId }], { closesAt }, first.teacher);
    const sitting = await sit(exam, one(first));
    const later = inMinutes(60);
    const answer = await assign(exam, [
      { classId: first.classId, closesAt: later },
      { classId: second.classId },
    ]);
    expect(answer).toMatchObject({ status: 200, body: { closesAt, resultsAvailableAt: later } });
    expect((await readBack(app, sitting)).body.deadlineAt).toBe(later);
    expect((await start(exam, one(second))).status).toBe(201);
    const [, event, ...more] = await publishedAbout(app, exam.examId);
    expect(event).toMatchObject({ data: { audience: [{ classId: second.classId }], closesAt } });
    expect(more).toEqual([]);
  });

  it('assignExam may remove a class: its students start no attempt, and the results wait for its attempts', async () => {
    const [first, second] = await twoClasses();
    const exam = await publish(
      [{ classId: first.classId, closesAt: inMinutes(10) }, { classId: second.classId }],
      { closesAt: inMinutes(60) },
      first.teacher,
    );
    const end = inMinutes(60);
    const sitting = await sit(exam, one(second));
    wait(20);
    const answer = await assign(exam, [{ classId: first.classId, closesAt: inMinutes(-10) }]);
    expect(answer).toMatchObject({ status: 200, body: { resultsAvailableAt: end } });
    expect((await start(exam, second.students[1] ?? aStudent())).body.code).toBe('exam-not-found');
    expect((await submit(app, sitting)).body).toMatchObject({ score: null, resultsAvailable: false });
  });
});

describe('assignExam 403, 404, 409 and 422', () => {
  it('assignExam answers with the reason, and changes nothing', async () => {
    const given = await aClass(app);
    const exam = await publish([{ classId: given.classId }], { closesAt: inMinutes(60) }, given.teacher);
    const { classId } = given;
    const kept = { classId };
    await forbidSharing(app, true, 3);
    const cases = [
      [[kept], aStudent(), 403, 'forbidden'],
      [[kept, { institution: true }], given.teacher, 403, 'forbidden'],
      [[kept], aTeacher(), 404, 'exam-not-found'],
      [[kept, { classId: randomUUID() }], given.teacher, 404, 'class-not-found'],
      [[kept, { unitId: given.unitId }], given.teacher, 404, 'node-not-found'],
      [[kept, { classId: classId.toUpperCase() }], given.teacher, 422, 'input-invalid'],
      [[{ classId, closesAt: inMinutes(-1) }], given.teacher, 422, 'input-invalid'],
      [[{ classId, opensAt: inMinutes(61) }], given.teacher, 422, 'input-invalid'],
      [[{ classId, unitId: given.unitId }], given.teacher, 422, 'input-invalid'],
      [[{}], given.teacher, 422, 'input-invalid'],
    ] as const;
    for (const [assignments, as, status, code] of cases)
      expect(await assign(exam, [...assignments], as)).toMatchObject({ status, body: { code } });
    await forbidSharing(app, false, 4);
    const draft = await aDraft(app);
    expect((await assign(draft, [{ institution: true }])).body.code).toBe('exam-not-published');
    await release(app, exam);
    expect((await assign(exam, [{ classId }])).body.code).toBe('exam-ended');
    expect((await read(exam, given.teacher)).body.assignments).toMatchObject([kept]);
  });
});

describe('giveExtraTime 200', () => {
  it('giveExtraTime by the exam’s or the class’s teacher moves the deadline, the close and the results', async () => {
    const given = await aClass(app);
    const exam = await publish(
      [{ classId: given.classId }],
      { closesAt: inMinutes(60), durationMinutes: 40 },
      anAdmin(),
    );
    const [slow, other] = [one(given), given.students[1] ?? aStudent()];
    const sitting = await sit(exam, slow);
    expect(await extra(exam, slow, 1.5, given.teacher)).toMatchObject({
      status: 200,
      body: { examId: exam.examId, studentId: slow.userId, factor: 1.5 },
    });
    expect((await readBack(app, sitting)).body).toMatchObject({
      deadlineAt: inMinutes(60),
      resultsAvailableAt: inMinutes(80),
    });
    expect((await read(exam, slow)).body.closesAt).toBe(inMinutes(80));
    const usual = await sit(exam, other);
    expect((await readBack(app, usual)).body.deadlineAt).toBe(inMinutes(40));
    expect((await extra(exam, slow, 1, exam.teacher)).status).toBe(200);
    expect((await readBack(app, sitting)).body.deadlineAt).toBe(inMinutes(60));
    await deliver(app, 'user.deleted', { userId: slow.userId });
    expect((await readBack(app, sitting)).status).toBe(404);
  });
});

describe('the extra time of a profile', () => {
  const grant = (student: TestUser, factor: number, version = 1) =>
    deliver(app, 'extra-time.changed', { personId: student.userId, factor, version });
  const deadlineOf = async (sitting: Sitting): Promise<string> =>
    (await readBack(app, sitting)).body.deadlineAt;
  const window = () => ({ closesAt: inMinutes(60), durationMinutes: 40 });

  it('is the default of each exam: for the deadline, the close, and the end that the results wait for', async () => {
    const given = await aClass(app);
    const [slow, other] = [one(given), given.students[1] ?? aStudent()];
    expect((await grant(slow, 1.5)).status).toBe(204);
    const exam = await publish([{ classId: given.classId }], window(), given.teacher);
    expect(exam.answer.body.resultsAvailableAt).toBe(inMinutes(80));
    expect((await read(exam, slow)).body.closesAt).toBe(inMinutes(80));
    expect((await read(exam, other)).body.closesAt).toBe(inMinutes(60));
    expect(await deadlineOf(await sit(exam, slow))).toBe(inMinutes(60));
    expect(await deadlineOf(await sit(exam, other))).toBe(inMinutes(40));
  });

  it('gives way to the choice of a teacher for the exam, also when the teacher gives none', async () => {
    const given = await aClass(app);
    const slow = one(given);
    await grant(slow, 2);
    const exam = await publish([{ classId: given.classId }], window(), given.teacher);
    expect((await extra(exam, slow, 1, given.teacher)).status).toBe(200);
    expect(await deadlineOf(await sit(exam, slow))).toBe(inMinutes(40));
    await grant(slow, 3, 2);
    await retimed(exam);
    expect((await read(exam, slow)).body.closesAt).toBe(inMinutes(60));
  });

  it('extends an attempt in progress and the end of its exam when it changes, and never shortens one', async () => {
    const given = await aClass(app);
    const slow = one(given);
    const exam = await publish([{ classId: given.classId }], window(), given.teacher);
    const sitting = await sit(exam, slow);
    expect(await deadlineOf(sitting)).toBe(inMinutes(40));
    await grant(slow, 1.5, 2);
    await retimed(exam);
    expect((await readBack(app, sitting)).body).toMatchObject({
      ...{ deadlineAt: inMinutes(60), resultsAvailableAt: inMinutes(80) },
    });
    await grant(slow, 3, 1);
    await grant(slow, 1, 3);
    await retimed(exam);
    expect(await deadlineOf(sitting)).toBe(inMinutes(60));
  });

  it('moves the end of an exam when a student with more time joins the class later', async () => {
    const given = await aClass(app);
    const exam = await publish([{ classId: given.classId }], window(), given.teacher);
    const late = aStudent();
    await grant(late, 2);
    await enrol(app, { classId: given.classId, personId: late.userId });
    const end = inMinutes(60);
    wait(50);
    expect((await read(exam, given.teacher)).body.resultsAvailableAt).toBe(end);
    expect((await start(exam, late)).body).toMatchObject({
      ...{ deadlineAt: inMinutes(50), resultsAvailableAt: inMinutes(50) },
    });
    expect(await deadlineOf(await sit(exam, late))).toBe(inMinutes(50));
    expect((await read(exam, given.teacher)).body.resultsAvailableAt).toBe(inMinutes(50));
  });

  it('startAttempt may be repeated with its key after the end of the exam could not be moved', async () => {
    const given = await aClass(app);
    const exam = await publish([{ classId: given.classId }], window(), given.teacher);
    const late = aStudent();
    await grant(late, 2);
    await enrol(app, { classId: given.classId, personId: late.userId });
    wait(50);
    const headers = { 'idempotency-key': randomUUID() };
    const send = () => app.call(startAttempt, { as: late, params: { id: exam.examId }, headers });
    await readRows(
      app.databaseUrl,
      `create function refuse_end() returns trigger language plpgsql as
         $$ begin raise exception 'the end cannot be moved'; end $$`,
    );
    await readRows(
      app.databaseUrl,
      'create trigger refuse_end before update of ends_at on exam for each row execute function refuse_end()',
    );
    try {
      expect((await send()).status).toBe(500);
    } finally {
      await readRows(app.databaseUrl, 'drop function refuse_end() cascade');
    }
    expect(await send()).toMatchObject({ status: 201, body: { resultsAvailableAt: inMinutes(50) } });
  });

  it('is erased with the person, and a late event does not restore it', async () => {
    const slow = aStudent();
    await grant(slow, 2);
    const copies = () =>
      readRows(app.databaseUrl, 'select factor from default_extra_time where student_id = $1', [slow.userId]);
    expect(await copies()).toEqual([{ factor: 2 }]);
    await deliver(app, 'user.deleted', { userId: slow.userId });
    await grant(slow, 3, 2);
    expect(await copies()).toEqual([]);
  });
});

/** Waits until the jobs that compute the times of an exam again have run. */
const retimed = ({ examId }: Arranged): Promise<true> =>
  waitUntil(
    async () =>
      (
        await readRows(app.databaseUrl, 'select from graphile_worker._private_jobs where key = $1', [
          `retime-exam:${examId}`,
        ])
      ).length === 0,
    { what: 'the new times of the exam', timeoutSeconds: 60, everyMilliseconds: 50 },
  );

describe('giveExtraTime 403, 404, 409 and 422', () => {
  it('giveExtraTime answers with the reason', async () => {
    const given = await aClass(app);
    const exam = await publish([{ classId: given.classId }], { closesAt: inMinutes(60) }, given.teacher);
    const student = one(given);
    const cases = [
      [exam, student, 1.5, aStudent(), 403, 'forbidden'],
      [exam, student, 1.5, aTeacher(), 404, 'exam-not-found'],
      [exam, student, 1.5, aTeacher({ institutionId: randomUUID() }), 404, 'exam-not-found'],
      [exam, aStudent(), 1.5, given.teacher, 404, 'person-not-found'],
      [exam, student, 3.1, given.teacher, 422, 'input-invalid'],
      [exam, student, 0.9, given.teacher, 422, 'input-invalid'],
    ] as const;
    for (const [of, to, factor, as, status, code] of cases)
      expect(await extra(of, to, factor, as)).toMatchObject({ status, body: { code } });
    const draft = await aDraft(app);
    expect((await extra(draft, student, 2, draft.teacher)).body.code).toBe('exam-not-published');
    await release(app, exam);
    expect((await extra(exam, student, 2, given.teacher)).body.code).toBe('exam-ended');
  });
});
