import type * as contract from '@ai-teacher/contracts/exam/marking/corrections.ts';
import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import { Reply } from '@ai-teacher/service-kit/server/route.ts';
import type { Correction } from '../../domain/corrections/ports.ts';
import { presentAnswer } from './exams.ts';

type Shown = AnswerOf<typeof contract.listItemCorrections>['items'][number];

const presentCorrection = (correction: Correction): Shown => ({
  correctionId: correction.id,
  itemId: correction.itemId,
  credit: correction.credit,
  key: presentAnswer(correction.key),
  earlierKey: presentAnswer(correction.earlierKey),
  createdAt: correction.createdAt.toISOString(),
  attemptsDone: correction.attemptsDone,
  attemptsChanged: correction.attemptsChanged,
  attemptsFailed: correction.attemptsFailed,
  finishedAt: correction.finishedAt?.toISOString() ?? null,
});

export const presentNewCorrection = (correction: Correction): Reply<AnswerOf<typeof contract.correctItem>> =>
  new Reply(202, presentCorrection(correction));

export const presentCorrections = (
  corrections: readonly Correction[],
): AnswerOf<typeof contract.listItemCorrections> => ({ items: corrections.map(presentCorrection) });
