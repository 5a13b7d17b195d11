import type * as contract from '@ai-teacher/contracts/exam/marking/appeals.ts';
import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import { Reply } from '@ai-teacher/service-kit/server/route.ts';
import type { Appeal } from '../../domain/appeals/ports.ts';

export const presentAppeal = (appeal: Appeal): AnswerOf<typeof contract.decideAppeal> => ({
  appealId: appeal.id,
  examId: appeal.examId,
  attemptId: appeal.attemptId,
  itemId: appeal.itemId,
  studentId: appeal.studentId,
  status: appeal.status,
  reason: appeal.reason,
  scoreBefore: appeal.scoreBefore,
  score: appeal.score,
  answer: appeal.answer,
  createdAt: appeal.createdAt.toISOString(),
  decidedAt: appeal.decidedAt?.toISOString() ?? null,
});

export const presentNewAppeal = (appeal: Appeal): Reply<AnswerOf<typeof contract.appealMark>> =>
  new Reply(201, presentAppeal(appeal));

export const presentAttemptAppeals = (
  appeals: readonly Appeal[],
): AnswerOf<typeof contract.listAttemptAppeals> => ({ items: appeals.map(presentAppeal) });

export const presentOpenAppeals = ({
  items,
  nextCursor,
}: Listed<Appeal>): AnswerOf<typeof contract.listOpenAppeals> => ({
  items: items.map(presentAppeal),
  nextCursor,
});
