import type * as contract from '@ai-teacher/contracts/exam/marking/marking.ts';
import type { readModelMarking } from '@ai-teacher/contracts/exam/marking/model-marking.ts';
import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import { markerOf } from '../../domain/attempts/attempt-result.ts';
import { erasedMarker } from '../../domain/attempts/ports.ts';
import { type MarkedCriterion, markedCriteriaOf } from '../../domain/grading/long-answer/criterion-marks.ts';
import type { ItemHistory } from '../../domain/marking/list-item-marks.ts';
import type { MarkSuggestion } from '../../domain/marking/suggest-marks.ts';
import type { ModelMarkingSetting } from '../../domain/model-marking/model-marking-setting.ts';

export const presentHistory = ({ item, marks }: ItemHistory): AnswerOf<typeof contract.listItemMarks> => ({
  items: marks.map((mark) => ({
    score: mark.score,
    feedback: mark.feedback,
    markedBy: markerOf(mark),
    teacherId: mark.markedBy === erasedMarker ? null : mark.markedBy,
    occasion: mark.occasion,
    ...presentMarkedCriteria(markedCriteriaOf(item, mark)),
    markedAt: mark.markedAt.toISOString(),
  })),
});

const presentMarkedCriteria = (criteria: MarkedCriterion[] | undefined) =>
  criteria === undefined ? {} : { criteria };

export const presentSuggestions = (
  suggestions: readonly MarkSuggestion[],
): AnswerOf<typeof contract.suggestMarks> => ({
  items: suggestions.map(({ criteria, ...suggestion }) => ({
    ...suggestion,
    ...(criteria === undefined ? {} : { criteria: [...criteria] }),
  })),
});

export const presentModelMarking = ({
  changes,
  ...setting
}: ModelMarkingSetting): AnswerOf<typeof readModelMarking> => ({
  ...setting,
  changes: changes.map(({ changedAt, ...change }) => ({ ...change, changedAt: changedAt.toISOString() })),
});
