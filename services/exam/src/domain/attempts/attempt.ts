import type { Attempt, Mark } from './ports.ts';

export const isOverdue = ({ deadlineAt }: Pick<Attempt, 'deadlineAt'>, now: Date): boolean =>
  deadlineAt !== null && now >= deadlineAt;

/** The status of a closed attempt with these marks. */
export const statusFrom = (marks: readonly Pick<Mark, 'score'>[]): 'graded' | 'needs_review' =>
  marks.some(({ score }) => score === null) ? 'needs_review' : 'graded';

/** The sum of the scores so far, to two decimals. */
export const totalScoreOf = (marks: readonly Pick<Mark, 'score'>[]): number =>
  Math.round(marks.reduce((sum, { score }) => sum + (score ?? 0), 0) * 100) / 100;
