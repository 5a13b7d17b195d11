import type { listMarkingQueue as contract } from '@ai-teacher/contracts/exam/marking/marking-queue.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { QueuedItem, QueueRepositories } from './ports.ts';
import { studentsOfClass } from './students-of-class.ts';

export type ListMarkingQueueDeps = { readonly unitOfWork: UnitOfWork<QueueRepositories> };

/** Lists the items of the teacher's exams with answers that await a mark. */
export const listMarkingQueue =
  ({ unitOfWork }: ListMarkingQueueDeps) =>
  async ({
    query: { examId, classId, ...page },
    principal,
  }: Pick<Input<typeof contract>, 'query' | 'principal'>): Promise<Listed<QueuedItem>> =>
    unitOfWork.run(
      async (repositories) => {
        const studentIds = await studentsOfClass(repositories, { classId, principal });
        const { userId: teacherId, institutionId } = principal;
        return repositories.queue.listItems({ teacherId, institutionId, examId, studentIds }, page);
      },
      { readOnly: true },
    );
