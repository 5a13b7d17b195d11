import type { listItemCorrections as contract } from '@ai-teacher/contracts/exam/marking/corrections.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { itemOf } from '../editing/editable-exam.ts';
import { examForTeacher } from '../exams/exam-rights.ts';
import type { Correction, CorrectionRepositories } from './ports.ts';

export type ListItemCorrectionsDeps = {
  readonly unitOfWork: UnitOfWork<Pick<CorrectionRepositories, 'corrections' | 'exams'>>;
};

/** Lists the corrections of an item to the exam's teacher. */
export const listItemCorrections =
  ({ unitOfWork }: ListItemCorrectionsDeps) =>
  async ({
    params,
    principal,
  }: Pick<Input<typeof contract>, 'params' | 'principal'>): Promise<Correction[]> =>
    unitOfWork.run(
      async ({ corrections, exams }) => {
        const exam = examForTeacher(await exams.find(params.id), principal);
        const item = itemOf({ items: await exams.listItems(exam.id) }, params.itemId);
        return corrections.listOf(item.id);
      },
      { readOnly: true },
    );
