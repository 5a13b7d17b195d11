import type { generationReport } from '@ai-teacher/contracts/exam/blueprint.ts';
import * as contract from '@ai-teacher/contracts/exam/exams.ts';
import type * as shapes from '@ai-teacher/contracts/exam/items.ts';
import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import { locationOf } from '@ai-teacher/contracts/path-template.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import { Reply } from '@ai-teacher/service-kit/server/route.ts';
import type { z } from 'zod';
import { type ExamWithItems, resultsAvailableAt } from '../../domain/exams/exam.ts';
import { revisionOf } from '../../domain/exams/item-revision.ts';
import type { Exam, ExamItem, GenerationReport, LostSource, Shortfall } from '../../domain/exams/ports.ts';
import type { VisibleExam } from '../../domain/exams/read-exam.ts';
import { type ItemKey, isList, isMatches } from '../../domain/item-writing/drafts/item-draft.ts';
import { lintItem } from '../../domain/item-writing/gates/lint-item.ts';
import { reasonCodesOf } from '../../domain/item-writing/reasons.ts';
import type { ListedExam } from '../../domain/people/list-exams.ts';
import { presentAssignments } from './assignments.ts';

export const presentAnswer = (answer: ItemKey): z.input<typeof shapes.itemAnswer> =>
  isList(answer) ? [...answer] : isMatches(answer) ? { ...answer } : answer;

/** Names each field of the rubric, which is for teachers only. */
export const presentCriteria = ({
  criteria,
}: Pick<ExamItem, 'criteria'>): Pick<z.input<typeof shapes.item>, 'criteria'> =>
  criteria === undefined
    ? {}
    : {
        criteria: criteria.map(({ criterionId, label, points, quote }) => ({
          criterionId,
          label,
          points,
          quote,
        })),
      };

/** Names each field, so that keys, sources and grading data cannot leave. */
export const presentBlankItem = ({
  answerLength,
  id,
  type,
  stem,
  options,
  points,
  prompts,
  quantity,
}: ExamItem): z.input<typeof shapes.blankItem> => ({
  itemId: id,
  type,
  stem,
  points,
  ...(options === undefined ? {} : { options: options.map(({ optionId, text }) => ({ optionId, text })) }),
  ...(prompts === undefined ? {} : { prompts: prompts.map(({ promptId, text }) => ({ promptId, text })) }),
  ...(type === 'numeric' ? { asksForUnit: quantity?.unit !== undefined } : {}),
  ...(answerLength === undefined ? {} : { answerLength: { ...answerLength } }),
});

/** Names each field of the rules by which a numeric item is marked. */
export const presentQuantity = ({ quantity }: ExamItem): Pick<z.input<typeof shapes.item>, 'quantity'> => {
  if (quantity === undefined) return {};
  const { unit, tolerance, shareWithoutUnit, decimalSign } = quantity;
  return { quantity: { unit, tolerance, shareWithoutUnit, decimalSign } };
};

/** Generated items have no flaws, so most items have no warnings. */
const presentWarnings = (item: ExamItem): Pick<z.input<typeof shapes.item>, 'warnings'> => {
  const flaws = lintItem(item);
  if (flaws.length === 0) return {};
  const warnings = flaws.map((flaw) => {
    const overruled = item.overruled?.[flaw];
    return { flaw, ...(overruled === undefined ? {} : { overruled }) };
  });
  return { warnings };
};

export const presentItem = (item: ExamItem): z.input<typeof shapes.item> => ({
  ...presentBlankItem(item),
  key: presentAnswer(item.key),
  ...presentQuantity(item),
  ...presentCriteria(item),
  ...(item.scoring === undefined ? {} : { scoring: item.scoring }),
  ...(item.alsoAccepted === undefined ? {} : { alsoAccepted: item.alsoAccepted.map(presentAnswer) }),
  ...(item.everyoneCorrect === undefined ? {} : { everyoneCorrect: item.everyoneCorrect }),
  ...presentWarnings(item),
  ...(item.writtenBy === undefined ? {} : { writtenBy: item.writtenBy }),
  revision: revisionOf(item),
  source: item.source,
});

/** The codes of a reason, when each of its sentences has one. */
export const presentReasonCodes = (reason: string | null): { reasonCodes?: string[] } => {
  const codes = reason === null ? undefined : reasonCodesOf(reason);
  return codes === undefined ? {} : { reasonCodes: codes };
};

const presentShortfall = (
  shortfall: Shortfall | null,
): Pick<z.input<typeof contract.examWithKeys>, 'shortfall'> =>
  shortfall === null ? {} : { shortfall: { ...shortfall, ...presentReasonCodes(shortfall.reason) } };

export const presentReport = (report: GenerationReport): z.input<typeof generationReport> =>
  report.map(({ requested, byModel, byRules, unfilled, rejectedDrafts }) => ({
    requested,
    byModel,
    byRules,
    unfilled: unfilled.map(({ reason, count }) => ({ reason, ...presentReasonCodes(reason), count })),
    rejectedDrafts: rejectedDrafts.map(({ reason, count }) => ({ reason, count })),
  }));

const examFields = (exam: Exam) => ({
  examId: exam.id,
  title: exam.title,
  status: exam.status,
  opensAt: exam.opensAt?.toISOString() ?? null,
  closesAt: exam.closesAt?.toISOString() ?? null,
  durationMinutes: exam.durationMinutes,
  createdAt: exam.createdAt.toISOString(),
  shuffle: exam.shuffle,
  releasedAt: exam.releasedAt?.toISOString() ?? null,
  resultsAvailableAt: resultsAvailableAt(exam)?.toISOString() ?? null,
});

/** Absent for a student. */
const presentLostSources = (
  sources: readonly LostSource[] | undefined,
): Pick<z.input<typeof contract.examSummary>, 'lostSources'> =>
  sources === undefined
    ? {}
    : {
        lostSources: sources.map(({ documentId, reason, itemCount }) => ({ documentId, reason, itemCount })),
      };

export const presentExamWithKeys = ({
  exam,
  items,
  lostSources,
  assignments,
}: ExamWithItems): z.input<typeof contract.examWithKeys> => ({
  ...examFields(exam),
  items: items.map(presentItem),
  ...presentShortfall(exam.shortfall),
  ...(exam.report === null ? {} : { report: presentReport(exam.report) }),
  handedOverAt: exam.handedOverAt?.toISOString() ?? null,
  ...presentLostSources(lostSources),
  ...(assignments === undefined ? {} : { assignments: presentAssignments(assignments) }),
});

/** A new exam with its location. */
export const presentExamAtItsPlace = (
  generated: ExamWithItems,
): Reply<AnswerOf<typeof contract.generateExam>> => {
  const { edgePath, path } = contract.readExam;
  const location = locationOf(edgePath ?? path, { params: { id: generated.exam.id } });
  return new Reply(201, presentExamWithKeys(generated), { location });
};

export const presentExam = ({ withKeys, ...visible }: VisibleExam): AnswerOf<typeof contract.readExam> =>
  withKeys
    ? presentExamWithKeys(visible)
    : { ...examFields(visible.exam), items: visible.items.map(presentBlankItem) };

export const presentExams = ({
  items,
  nextCursor,
}: Listed<ListedExam>): AnswerOf<typeof contract.listExams> => ({
  items: items.map(({ exam, lostSources, teacherUnavailable }) => ({
    ...examFields(exam),
    itemCount: exam.itemCount,
    maxScore: exam.maxScore,
    ...(lostSources === undefined ? {} : { handedOverAt: exam.handedOverAt?.toISOString() ?? null }),
    ...presentLostSources(lostSources),
    ...(teacherUnavailable === undefined ? {} : { teacherUnavailable }),
  })),
  nextCursor,
});

export const presentHandedOver = (handedOver: number): AnswerOf<typeof contract.handOverExams> => ({
  handedOver,
});
