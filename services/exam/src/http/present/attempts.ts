import type * as contract from '@ai-teacher/contracts/exam/attempts.ts';
import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { z } from 'zod';
import { totalScoreOf } from '../../domain/attempts/attempt.ts';
import type { AttemptReport } from '../../domain/attempts/report-attempt.ts';
import type { StartedAttempt } from '../../domain/attempts/start-attempt.ts';
import { maxScoreOf } from '../../domain/exams/exam.ts';
import { presentAnswer, presentBlankItem } from './exams.ts';

export const presentStartedAttempt = ({
  attempt,
  items,
}: StartedAttempt): AnswerOf<typeof contract.startAttempt> => ({
  attemptId: attempt.id,
  items: items.map(presentBlankItem),
  deadlineAt: attempt.deadlineAt?.toISOString() ?? null,
});

export const presentAttempt = ({
  attempt,
  items,
  marks,
  responses,
}: AttemptReport): z.input<typeof contract.attempt> => {
  const isOpen = attempt.status === 'in_progress';
  return {
    attemptId: attempt.id,
    examId: attempt.examId,
    studentId: attempt.studentId,
    status: attempt.status,
    score: isOpen ? null : totalScoreOf([...marks.values()]),
    maxScore: maxScoreOf(items),
    startedAt: attempt.startedAt.toISOString(),
    deadlineAt: attempt.deadlineAt?.toISOString() ?? null,
    submittedAt: attempt.submittedAt?.toISOString() ?? null,
    items: items.map((item) => {
      const response = responses.get(item.id)?.response;
      const mark = marks.get(item.id);
      return {
        itemId: item.id,
        score: mark?.score ?? null,
        maxScore: item.points,
        feedback: mark?.feedback ?? null,
        response: response === undefined ? null : presentAnswer(response),
        source: isOpen ? null : item.source,
      };
    }),
  };
};

export const presentAttempts = ({
  items,
  nextCursor,
}: Listed<AttemptReport>): AnswerOf<typeof contract.listAttempts> => ({
  items: items.map(presentAttempt),
  nextCursor,
});
