import type { handOverExams as contract } from '@ai-teacher/contracts/exam/exams.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { PeopleRepositories } from './ports.ts';
import { unavailabilityOf } from './teacher.ts';

type HandOverRepositories = Pick<PeopleRepositories, 'exams' | 'people' | 'teachers'>;

export type HandOverExamsDeps = {
  readonly unitOfWork: UnitOfWork<HandOverRepositories>;
  readonly clock: Clock;
};

/**
 * Hands the exams of an unavailable teacher to another teacher of the admin's institution, with keys,
 * attempts and the right to release. Exams of an available teacher stay, because keys belong to the teacher.
 *
 * @throws Problem `teacher-available`, or `account-not-found` when the receiver is not known as a teacher.
 */
export const handOverExams =
  ({ unitOfWork, clock }: HandOverExamsDeps) =>
  async ({ body, principal }: Pick<Input<typeof contract>, 'body' | 'principal'>): Promise<number> =>
    unitOfWork.run(async (repositories) => {
      const { institutionId } = principal;
      const from = body.fromTeacherId.toLowerCase();
      const to = body.toTeacherId.toLowerCase();
      const isPresent = await repositories.people.hold([to]);
      const status = await repositories.teachers.find(from);
      if (status?.institutionId !== institutionId || unavailabilityOf(status) === null)
        throw new Problem('teacher-available', {
          detail: 'Disable the account of the teacher or change its role first.',
        });
      if (!isPresent || !(await isTeacherIn(repositories, { userId: to, institutionId })))
        throw new Problem('account-not-found', {
          detail: 'The person who receives the exams must be a teacher of the institution.',
        });
      const examIds = body.examIds?.map((id) => id.toLowerCase());
      return repositories.exams.handOver({ from, to, institutionId, examIds, at: clock.now() });
    });

/** A teacher who registered before this service recorded roles is known by an exam. */
const isTeacherIn = async (
  { exams, teachers }: HandOverRepositories,
  { userId, institutionId }: { userId: string; institutionId: string },
): Promise<boolean> => {
  const status = await teachers.find(userId);
  if (unavailabilityOf(status) !== null) return false;
  if (status !== undefined && status.institutionId !== institutionId) return false;
  return (status?.role ?? null) !== null || exams.hasExamIn(userId, institutionId);
};
