import type * as contract from '@ai-teacher/contracts/exam/marking/marking-queue.ts';
import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { JudgedAnswer, WaitingAnswers } from '../../domain/marking-queue/list-waiting-answers.ts';
import type { GroupMark } from '../../domain/marking-queue/mark-group.ts';
import type { QueuedItem } from '../../domain/marking-queue/ports.ts';
import { presentAnswer, presentCriteria, presentQuantity } from './exams.ts';

type Shown = AnswerOf<typeof contract.listWaitingAnswers>;

export const presentQueue = ({
  items,
  nextCursor,
}: Listed<QueuedItem>): AnswerOf<typeof contract.listMarkingQueue> => ({ items: [...items], nextCursor });

export const presentWaitingAnswers = ({ exam, item, groups, nextCursor }: WaitingAnswers): Shown => ({
  examId: exam.id,
  itemId: item.id,
  type: item.type,
  stem: item.stem,
  points: item.points,
  key: presentAnswer(item.key),
  ...presentQuantity(item),
  ...presentCriteria(item),
  source: item.source,
  groups: groups.map((answers) => ({ answers: answers.map(presentWaitingAnswer) })),
  nextCursor,
});

const presentWaitingAnswer = ({
  attemptId,
  studentId,
  response,
  suggestion,
  criteria,
  judgement,
}: JudgedAnswer): Shown['groups'][number]['answers'][number] => ({
  attemptId,
  studentId,
  response: response === null ? null : presentAnswer(response),
  suggestion: suggestion === null ? null : { score: suggestion.score, certainty: suggestion.certainty },
  ...(criteria === undefined ? {} : { criteria: [...criteria] }),
  ...(judgement === null ? {} : { judgement: { ...judgement, criteria: [...judgement.criteria] } }),
});

export const presentGroupMarks = (marks: readonly GroupMark[]): AnswerOf<typeof contract.markGroup> => ({
  items: [...marks],
});
