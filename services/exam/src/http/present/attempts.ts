import type * as contract from '@ai-teacher/contracts/exam/attempts.ts';
import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { z } from 'zod';
import type { AttemptResult } from '../../domain/attempts/attempt-result.ts';
import type { StartedAttempt } from '../../domain/attempts/start-attempt.ts';
import { presentAnswer, presentBlankItem } from './exams.ts';

export const presentStartedAttempt = ({
  attempt,
  items,
  resultsAvailableAt,
}: StartedAttempt): AnswerOf<typeof contract.startAttempt> => ({
  attemptId: attempt.id,
  items: items.map(presentBlankItem),
  deadlineAt: attempt.deadlineAt?.toISOString() ?? null,
  resultsAvailable: false,
  resultsAvailableAt: resultsAvailableAt?.toISOString() ?? null,
});

export const presentAttempt = ({
  attempt,
  items,
  ...result
}: AttemptResult): z.input<typeof contract.attempt> => ({
  attemptId: attempt.id,
  examId: attempt.examId,
  studentId: attempt.studentId,
  status: attempt.status,
  score: result.score,
  maxScore: result.maxScore,
  startedAt: attempt.startedAt.toISOString(),
  deadlineAt: attempt.deadlineAt?.toISOString() ?? null,
  submittedAt: attempt.submittedAt?.toISOString() ?? null,
  resultsAvailable: result.resultsAvailable,
  resultsAvailableAt: result.resultsAvailableAt?.toISOString() ?? null,
  items: items.map(({ itemId, score, maxScore, feedback, markedBy, response, criteria, source }) => ({
    itemId,
    score,
    maxScore,
    feedback,
    markedBy,
    response: response === null ? null : presentAnswer(response),
    ...(criteria === undefined ? {} : { criteria: criteria === null ? null : [...criteria] }),
    source,
  })),
});

export const presentAttempts = ({
  items,
  nextCursor,
}: Listed<AttemptResult>): AnswerOf<typeof contract.listAttempts> => ({
  items: items.map(presentAttempt),
  nextCursor,
});
