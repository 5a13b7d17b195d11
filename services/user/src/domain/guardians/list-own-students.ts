import type { listOwnStudents as contract } from '@ai-teacher/contracts/user/guardians.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { GuardianLink, GuardianRepositories } from './ports.ts';

export type ListOwnStudentsDeps = {
  readonly unitOfWork: UnitOfWork<Pick<GuardianRepositories, 'guardians'>>;
};

/** Lists the students whose guardian the caller is, newest link first. */
export const listOwnStudents =
  ({ unitOfWork }: ListOwnStudentsDeps) =>
  ({ principal, query }: Input<typeof contract>): Promise<Listed<GuardianLink>> =>
    unitOfWork.run(({ guardians }) => guardians.list({ guardianId: principal.userId }, query), {
      readOnly: true,
    });
