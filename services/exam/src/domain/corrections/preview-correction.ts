import type { previewCorrection as contract } from '@ai-teacher/contracts/exam/marking/corrections.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { reportAttempts } from '../attempts/report-attempt.ts';
import { publishedExamForTeacher } from '../exams/exam-rights.ts';
import type { Grader } from '../grading/ports.ts';
import { correctedItem } from './corrected-item.ts';
import { newMarkOf } from './new-mark.ts';
import type { CorrectionRepositories } from './ports.ts';

export type PreviewCorrectionDeps = {
  readonly unitOfWork: UnitOfWork<Pick<CorrectionRepositories, 'attempts' | 'exams' | 'marks' | 'responses'>>;
  readonly grader: Grader;
  readonly clock: Clock;
};

export type CorrectionPreview = Pick<Listed<unknown>, 'nextCursor'> & {
  readonly attemptsSubmitted: number;
  readonly attemptsConsidered: number;
  readonly items: readonly {
    readonly attemptId: string;
    readonly studentId: string;
    readonly scoreBefore: number | null;
    readonly scoreAfter: number | null;
  }[];
};

/** Marks a page of submitted attempts by the corrected item, as the correction would, and stores nothing. */
export const previewCorrection =
  ({ unitOfWork, grader, clock }: PreviewCorrectionDeps) =>
  async ({
    params,
    query,
    body,
    principal,
  }: Pick<Input<typeof contract>, 'params' | 'query' | 'body' | 'principal'>): Promise<CorrectionPreview> =>
    unitOfWork.run(
      async (repositories) => {
        const { attempts, exams, marks } = repositories;
        const exam = publishedExamForTeacher(await exams.find(params.id), principal);
        const { item, corrected } = correctedItem(await exams.listItems(exam.id), params.itemId, body);
        const page = await attempts.listSubmitted(exam.id, query);
        const reports = await reportAttempts(repositories, { exam, attempts: page.items });
        const changes: CorrectionPreview['items'][number][] = [];
        for (const report of reports) {
          const { id: attemptId, studentId } = report.attempt;
          const asked = { itemId: item.id, now: clock.now() };
          const mark = await newMarkOf({ grader, marks }, { ...report, items: [corrected] }, asked);
          const scoreBefore = report.marks.get(item.id)?.score ?? null;
          if (mark !== undefined && mark.score !== scoreBefore)
            changes.push({ attemptId, studentId, scoreBefore, scoreAfter: mark.score });
        }
        return {
          attemptsSubmitted: await attempts.countSubmitted(exam.id),
          attemptsConsidered: page.items.length,
          items: changes,
          nextCursor: page.nextCursor,
        };
      },
      { readOnly: true },
    );
