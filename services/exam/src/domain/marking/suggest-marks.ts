import type { suggestMarks as contract } from '@ai-teacher/contracts/exam/marking/marking.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { attemptForTeacher } from '../attempts/attempt.ts';
import type { AttemptRepositories } from '../attempts/ports.ts';
import { type AttemptReport, reportAttempt } from '../attempts/report-attempt.ts';
import type { ExamItem } from '../exams/ports.ts';
import { type CriterionFinding, findEvidence } from '../grading/long-answer/find-evidence.ts';
import { maxExamples, sharesOf } from '../grading/mark-by-machine.ts';
import type { Grader, MarkedExample } from '../grading/ports.ts';

export type SuggestMarksDeps = {
  readonly unitOfWork: UnitOfWork<Pick<AttemptRepositories, 'attempts' | 'exams' | 'marks' | 'responses'>>;
  readonly grader: Pick<Grader, 'judge'>;
};

/** `score` is null without a suggestion. `certainty` is from 0.5 to 1. */
export type MarkSuggestion = {
  readonly itemId: string;
  readonly score: number | null;
  readonly certainty: number;
  readonly markedAnswers: number;
  /** For long answers. */
  readonly criteria?: readonly CriterionFinding[];
};

/** Suggests scores for short answers, and evidence for long answers, that await the teacher. */
export const suggestMarks =
  ({ unitOfWork, grader }: SuggestMarksDeps) =>
  async ({
    params,
    principal,
  }: Pick<Input<typeof contract>, 'params' | 'principal'>): Promise<readonly MarkSuggestion[]> => {
    const waiting = await unitOfWork.run(
      async (repositories) => {
        const found = await repositories.attempts.find(params.id);
        const { attempt, exam } = await attemptForTeacher(repositories.exams, { attempt: found, principal });
        if (attempt.status === 'in_progress') throw new Problem('attempt-not-submitted');
        const report = await reportAttempt(repositories, { exam, attempt });
        return Promise.all(
          waitingItems(report).map(async (item) => ({
            item,
            response: String(report.responses.get(item.id)?.response ?? ''),
            examples: await repositories.marks.examplesOf(item.id, maxExamples),
          })),
        );
      },
      { readOnly: true },
    );
    return waiting.map((each) => suggestionFor(grader, each));
  };

const waitingItems = ({ items, marks }: AttemptReport): ExamItem[] =>
  items.filter(
    ({ id, type }) => (type === 'short_answer' || type === 'long_answer') && marks.get(id)?.score === null,
  );

type Waiting = {
  readonly item: ExamItem;
  readonly response: string;
  readonly examples: readonly MarkedExample[];
};

/** Long answers get evidence without a score. */
const noScore = { score: null, certainty: 0.5 } as const;

const suggestionFor = (
  { judge }: Pick<Grader, 'judge'>,
  { item, response, examples }: Waiting,
): MarkSuggestion => {
  if (item.criteria !== undefined)
    return {
      itemId: item.id,
      ...noScore,
      markedAnswers: 0,
      criteria: findEvidence(item, response),
    };
  const { score, certainty } = judge(item, sharesOf(item, examples))(response);
  return { itemId: item.id, score, certainty, markedAnswers: examples.length };
};
