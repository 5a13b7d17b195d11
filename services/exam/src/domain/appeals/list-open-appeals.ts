import type { listOpenAppeals as contract } from '@ai-teacher/contracts/exam/marking/appeals.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Appeal, AppealRepositories } from './ports.ts';

export type ListOpenAppealsDeps = { readonly unitOfWork: UnitOfWork<Pick<AppealRepositories, 'appeals'>> };

/** Lists the open appeals at the teacher's exams, oldest first. An exam of another teacher has none. */
export const listOpenAppeals =
  ({ unitOfWork }: ListOpenAppealsDeps) =>
  async ({
    query: { examId, ...page },
    principal: { userId: teacherId, institutionId },
  }: Pick<Input<typeof contract>, 'query' | 'principal'>): Promise<Listed<Appeal>> =>
    unitOfWork.run(({ appeals }) => appeals.listOpen({ teacherId, institutionId, examId }, page), {
      readOnly: true,
    });
