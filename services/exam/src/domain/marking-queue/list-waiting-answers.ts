import type { listWaitingAnswers as contract } from '@ai-teacher/contracts/exam/marking/marking-queue.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Exam, ExamItem } from '../exams/ports.ts';
import { type CriterionFinding, findEvidence } from '../grading/long-answer/find-evidence.ts';
import { maxExamples, sharesOf } from '../grading/mark-by-machine.ts';
import type { Grader, ModelJudgement } from '../grading/ports.ts';
import { groupAlike } from '../grading/short-answer/group-alike.ts';
import type { QueueRepositories, WaitingAnswer } from './ports.ts';
import { queuedItemOf } from './queued-item.ts';
import { studentsOfClass } from './students-of-class.ts';

export type ListWaitingAnswersDeps = {
  readonly unitOfWork: UnitOfWork<QueueRepositories>;
  readonly grader: Pick<Grader, 'judge'>;
};

export type JudgedAnswer = WaitingAnswer & {
  readonly suggestion: Pick<ModelJudgement, 'score' | 'certainty'> | null;
  /** For long answers. */
  readonly criteria?: readonly CriterionFinding[];
};

export type WaitingAnswers = {
  readonly exam: Exam;
  readonly item: ExamItem;
  readonly groups: readonly (readonly JudgedAnswer[])[];
  readonly nextCursor: string | null;
};

/** Lists a page of the answers to an item that await a mark, similar answers of the page together. */
export const listWaitingAnswers =
  ({ unitOfWork, grader }: ListWaitingAnswersDeps) =>
  async ({
    params: { itemId },
    query: { classId, ...page },
    principal,
  }: Pick<Input<typeof contract>, 'params' | 'query' | 'principal'>): Promise<WaitingAnswers> => {
    const { exam, item, answers, examples } = await unitOfWork.run(
      async (repositories) => {
        const found = await queuedItemOf(repositories, { itemId, principal });
        const studentIds = await studentsOfClass(repositories, { classId, principal });
        const of = { examId: found.exam.id, itemId: found.item.id, studentIds };
        return {
          ...found,
          answers: await repositories.queue.listAnswers(of, page),
          examples: await repositories.marks.examplesOf(found.item.id, maxExamples),
        };
      },
      { readOnly: true },
    );
    const judge = item.type === 'short_answer' ? grader.judge(item, sharesOf(item, examples)) : undefined;
    const judged = answers.items.map((answer) => ({
      ...answer,
      suggestion: typeof answer.response === 'string' ? (judge?.(answer.response) ?? null) : null,
      ...(item.criteria === undefined ? {} : { criteria: findEvidence(item, String(answer.response ?? '')) }),
    }));
    const groups = groupAlike(judged, ({ response }) =>
      typeof response === 'string' ? response : JSON.stringify(response ?? ''),
    );
    return { exam, item, groups, nextCursor: answers.nextCursor };
  };
