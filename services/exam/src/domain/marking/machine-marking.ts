import type {
  readMachineMarking as reading,
  setMachineMarking as setting,
} from '@ai-teacher/contracts/exam/marking/marking.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { examForTeacher } from '../exams/exam-rights.ts';
import type { MarkingRepositories } from './ports.ts';

export type MachineMarkingDeps = {
  readonly unitOfWork: UnitOfWork<Pick<MarkingRepositories, 'exams' | 'marks'>>;
};

export type MachineMarking = { readonly shortAnswers: boolean };

/** Returns to the exam's teacher whether the model may mark short answers of the exam. */
export const readMachineMarking =
  ({ unitOfWork }: MachineMarkingDeps) =>
  async ({
    params,
    principal,
  }: Pick<Input<typeof reading>, 'params' | 'principal'>): Promise<MachineMarking> =>
    unitOfWork.run(
      async ({ exams, marks }) => {
        const exam = examForTeacher(await exams.find(params.id), principal);
        return { shortAnswers: await marks.marksByMachine(exam.id) };
      },
      { readOnly: true },
    );

/** Lets the model mark short answers of the exam, or stops it. Earlier marks stay. */
export const setMachineMarking =
  ({ unitOfWork }: MachineMarkingDeps) =>
  async ({
    params,
    body,
    principal,
  }: Pick<Input<typeof setting>, 'params' | 'body' | 'principal'>): Promise<MachineMarking> =>
    unitOfWork.run(async ({ exams, marks }) => {
      const exam = examForTeacher(await exams.find(params.id), principal);
      await marks.setMarksByMachine(exam.id, body.shortAnswers);
      return body;
    });
