import type { publishExam as contract } from '@ai-teacher/contracts/exam/exams.ts';
import type { InputFault } from '@ai-teacher/contracts/problem.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { assignmentsOf, publishAssigned, requireMayAssign, requireWindows } from './audience.ts';
import { type ExamWithItems, forTeacher } from './exam.ts';
import { examForTeacher } from './exam-rights.ts';
import { endOf } from './exam-times.ts';
import { assertRoomForExam, type ExamLimits } from './limits.ts';
import type { Exam, ExamRepositories } from './ports.ts';

export type PublishExamDeps = {
  readonly unitOfWork: UnitOfWork<
    Pick<ExamRepositories, 'announcements' | 'exams' | 'outbox' | 'places' | 'standings'>
  >;
  readonly clock: Clock;
  readonly limits: Pick<ExamLimits, 'maxExamsPerTeacher'>;
};

type PublishExamInput = Pick<Input<typeof contract>, 'params' | 'body' | 'principal'>;

/**
 * Publishes a draft once. An event of the same transaction notifies the students to whom the exam is
 * assigned, by default those of the institution. The results of an exam that closes are announced when it
 * closes for the last of them.
 *
 * @throws Problem `exam-not-found`, `exam-already-published`, `exam-limit-reached`, or as
 * `requireMayAssign` and `requireWindows` do.
 */
export const publishExam =
  ({ unitOfWork, clock, limits }: PublishExamDeps) =>
  async ({ params, body, principal }: PublishExamInput): Promise<ExamWithItems> =>
    unitOfWork.run(async (repositories) => {
      const { announcements, exams, outbox } = repositories;
      const draft = examForTeacher(await exams.lock(params.id), principal);
      if (draft.status === 'published') throw new Problem('exam-already-published');
      await exams.lockTeacher(draft.teacherId);
      await assertRoomForExam(exams, draft.teacherId, limits);
      const now = clock.now();
      const shuffle = body.shuffle ?? draft.shuffle;
      const times = { ...windowOf(body, now), publishedAt: now };
      const assignments = assignmentsOf(body.assignments, draft.institutionId);
      await requireMayAssign(repositories, principal, assignments);
      requireWindows(times, assignments, { now });
      const audience = assignments.map((given) => given.audience);
      const endsAt = endOf(times, assignments, await exams.listExtraTimeFactors(draft, { audience, now }));
      const exam: Exam = { ...draft, ...times, endsAt, shuffle, status: 'published' };
      await exams.publish(exam);
      await exams.assign(exam.id, assignments);
      if (endsAt !== null) await announcements.schedule({ examId: exam.id, availableAt: endsAt });
      await publishAssigned(outbox, exam, assignments);
      return forTeacher(exams, exam);
    });

const windowOf = (
  body: PublishExamInput['body'],
  now: Date,
): Pick<Exam, 'opensAt' | 'closesAt' | 'durationMinutes'> => {
  const opensAt = body.opensAt === undefined ? null : new Date(body.opensAt);
  const closesAt = body.closesAt === undefined ? null : new Date(body.closesAt);
  const errors: InputFault[] = [];
  if (closesAt !== null && closesAt <= now)
    errors.push({ pointer: '/closesAt', message: 'must be in the future' });
  if (closesAt !== null && opensAt !== null && closesAt <= opensAt)
    errors.push({ pointer: '/closesAt', message: 'must be after opensAt' });
  if (errors.length > 0) throw new Problem('input-invalid', { errors });
  return { opensAt, closesAt, durationMinutes: body.durationMinutes ?? null };
};
