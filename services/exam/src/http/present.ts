import type * as attempts from '@ai-teacher/contracts/exam/attempts.ts';
import type * as exams from '@ai-teacher/contracts/exam/exams.ts';
import type * as items from '@ai-teacher/contracts/exam/items.ts';
import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import { Reply } from '@ai-teacher/service-kit/server/route.ts';
import type { z } from 'zod';
import { maxScoreOf, totalOf } from '../domain/attempts/close-attempt.ts';
import type { AttemptReport } from '../domain/attempts/report-attempt.ts';
import type { StartedAttempt } from '../domain/attempts/start-attempt.ts';
import type { GeneratedExam } from '../domain/exams/generate-exam.ts';
import type { ShownExam } from '../domain/exams/read-exam.ts';
import type { ItemKey } from '../domain/item-writing/drafts/item-draft.ts';
import type { Exam, ExamItem, ExamSummary } from '../domain/ports.ts';

type Answer = z.input<typeof items.itemAnswer>;

const asAnswer = (key: ItemKey): Answer => (typeof key === 'object' ? [...key] : key);

/** Named field by field: neither key nor source nor what grading knows can come along. */
const blankItem = ({ id, type, stem, options, points }: ExamItem): z.input<typeof items.blankItem> => ({
  itemId: id,
  type,
  stem,
  points,
  ...(options === undefined ? {} : { options: options.map(({ optionId, text }) => ({ optionId, text })) }),
});

const itemWithKey = (item: ExamItem): z.input<typeof items.item> => ({
  ...blankItem(item),
  key: asAnswer(item.key),
  source: item.source,
});

const examFields = (exam: Exam) => ({
  examId: exam.id,
  title: exam.title,
  status: exam.status,
  opensAt: exam.opensAt?.toISOString() ?? null,
  closesAt: exam.closesAt?.toISOString() ?? null,
  durationMinutes: exam.durationMinutes,
  createdAt: exam.createdAt.toISOString(),
});

export const presentExamWithKeys = ({ exam, items }: GeneratedExam): z.input<typeof exams.examWithKeys> => ({
  ...examFields(exam),
  items: items.map(itemWithKey),
  ...(exam.shortfall === null ? {} : { shortfall: exam.shortfall }),
});

export const presentGeneratedExam = (made: GeneratedExam): Reply<AnswerOf<typeof exams.generateExam>> =>
  new Reply(201, presentExamWithKeys(made), { location: `/api/exams/${made.exam.id}` });

export const presentExam = ({ exam, items, withKeys }: ShownExam): AnswerOf<typeof exams.readExam> =>
  withKeys ? presentExamWithKeys({ exam, items }) : { ...examFields(exam), items: items.map(blankItem) };

export const presentExams = ({
  items,
  nextCursor,
}: Listed<ExamSummary>): AnswerOf<typeof exams.listExams> => ({
  items: items.map((exam) => ({ ...examFields(exam), itemCount: exam.itemCount, maxScore: exam.maxScore })),
  nextCursor,
});

export const presentStartedAttempt = ({
  attempt,
  items,
}: StartedAttempt): AnswerOf<typeof attempts.startAttempt> => ({
  attemptId: attempt.id,
  items: items.map(blankItem),
  deadlineAt: attempt.deadlineAt?.toISOString() ?? null,
});

export const presentAttempt = ({
  attempt,
  items,
  marks,
  responses,
}: AttemptReport): z.input<typeof attempts.attempt> => {
  const isOpen = attempt.status === 'in_progress';
  return {
    attemptId: attempt.id,
    examId: attempt.examId,
    studentId: attempt.studentId,
    status: attempt.status,
    score: isOpen ? null : totalOf([...marks.values()]),
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
        response: response === undefined ? null : asAnswer(response),
        source: isOpen ? null : item.source,
      };
    }),
  };
};

export const presentAttempts = ({
  items,
  nextCursor,
}: Listed<AttemptReport>): AnswerOf<typeof attempts.listAttempts> => ({
  items: items.map(presentAttempt),
  nextCursor,
});
