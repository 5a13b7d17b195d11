import { audienceEntry } from '@ai-teacher/access/domain/audience.ts';
import type { shownAssignments } from '@ai-teacher/contracts/exam/assignment.ts';
import type * as contract from '@ai-teacher/contracts/exam/assignments.ts';
import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { z } from 'zod';
import { resultsAvailableAt } from '../../domain/exams/exam.ts';
import type { Assignment, ExtraTime } from '../../domain/exams/ports.ts';
import type { StudentAttempt } from '../../domain/student-results/list-student-attempts.ts';

export const presentAssignments = (assignments: readonly Assignment[]): z.input<typeof shownAssignments> =>
  assignments.map(({ audience, opensAt, closesAt }) => ({
    ...audienceEntry(audience),
    opensAt: opensAt?.toISOString() ?? null,
    closesAt: closesAt?.toISOString() ?? null,
  }));

export const presentExtraTime = (extraTime: ExtraTime): AnswerOf<typeof contract.giveExtraTime> => extraTime;

export const presentStudentAttempts = ({
  items,
  nextCursor,
}: Listed<StudentAttempt>): AnswerOf<typeof contract.listStudentAttempts> => ({
  items: items.map(({ attempt, exam, score, resultsAvailable }) => ({
    attemptId: attempt.id,
    examId: exam.id,
    title: exam.title,
    status: attempt.status,
    score,
    maxScore: exam.maxScore,
    startedAt: attempt.startedAt.toISOString(),
    submittedAt: attempt.submittedAt?.toISOString() ?? null,
    resultsAvailable,
    resultsAvailableAt: resultsAvailableAt(exam)?.toISOString() ?? null,
  })),
  nextCursor,
});
