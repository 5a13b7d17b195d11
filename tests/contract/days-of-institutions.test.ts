import { dayIn, startOfDayIn } from '@ai-teacher/access/domain/days/day-in.ts';
import { changeInstitutionTimeZone } from '@ai-teacher/contracts/access/institution-time-zone.ts';
import { receiveExamEvent } from '@ai-teacher/contracts/exam/events.ts';
import { listExams, publishExam } from '@ai-teacher/contracts/exam/exams.ts';
import { readClass } from '@ai-teacher/contracts/user/classes.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import type { TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { aDraft } from '../../services/exam/test/arrange.ts';
import { startExamApp, type TestExamApp } from '../../services/exam/test/exam-app.ts';
import type { UserDeps } from '../../services/user/src/deps.ts';
import { anAdminOfNewInstitution } from '../../services/user/test/academics.ts';
import { schoolOf } from '../../services/user/test/school.ts';
import { startUserApp } from '../../services/user/test/user-app.ts';

const zone = 'Pacific/Auckland';
const daysFromNow = (days: number): string => dayIn(zone, new Date(Date.now() + days * 86_400_000));
const first = daysFromNow(1);
/** Between 11:00 and 12:00 UTC, so the day in UTC is the one before. */
const midnight = startOfDayIn(zone, first);
const clock = createFakeClock(new Date(midnight.getTime() - 60_000));

let user: TestApp<UserDeps>;
let exam: TestExamApp;
beforeAll(async () => {
  [user, exam] = await Promise.all([startUserApp({ clock }), startExamApp({ clock })]);
});
afterAll(() => Promise.all([user.close(), exam.close()]));

/** Delivers to exam what user has published for it, in the order of publication. */
const deliverEvents = async (): Promise<void> => {
  const rows = await readRows(
    user.databaseUrl,
    `select payload -> 'data' -> 'envelope' as event from graphile_worker._private_jobs
     where payload -> 'data' ->> 'subscriber' = 'exam' order by id`,
  );
  for (const { event } of rows) {
    const answer = await exam.call(receiveExamEvent, { from: 'user', body: event });
    expect([answer.status, answer.text]).toEqual([204, '']);
  }
};

it('a membership that begins on a day in Auckland begins at its midnight, in user and in exam', async () => {
  const admin = anAdminOfNewInstitution();
  const school = schoolOf(user, admin);
  const zoned = await school.call(changeInstitutionTimeZone, { body: { timeZone: zone } });
  expect(zoned.body).toEqual({ timeZone: zone, version: 1, changedBy: admin.userId });
  const [teacher, pupil] = [await school.known({ role: 'teacher' }), await school.known()];
  const { id: sessionId } = await school.session({ from: daysFromNow(-30), until: daysFromNow(30) });
  const course = await school.course({ sessionId });
  const { id: classId } = await school.class({ courseId: course.id });
  const added = await school.add(classId, [
    { personId: teacher.userId, role: 'teacher' },
    { personId: pupil.userId, role: 'student', from: first },
  ]);
  expect(added.body.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['added', 'added']);
  await deliverEvents();
  const { examId } = await aDraft(exam, {}, teacher);
  const published = await exam.call(publishExam, {
    ...{ as: teacher, params: { id: examId }, body: { assignments: [{ classId }] } },
  });
  expect([published.status, published.body?.code]).toEqual([200, undefined]);

  const seenBy = async (as: TestUser) => ({
    class: (await user.call(readClass, { as, params: { id: classId } })).status,
    exams: (await exam.call(listExams, { as })).body.items.map((item: { examId: string }) => item.examId),
  });
  expect(await seenBy(pupil)).toEqual({ class: 404, exams: [] });
  clock.advance({ seconds: 61 });
  expect(await seenBy(pupil)).toEqual({ class: 200, exams: [examId] });
});
