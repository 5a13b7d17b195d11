import type { PageQuery } from '@ai-teacher/contracts/pagination.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { AttemptRepositories } from '../attempts/ports.ts';
import type { Teacher } from '../exams/ports.ts';
import type { JudgedCriterion } from '../grading/ports.ts';
import type { ItemKey, ItemType } from '../item-writing/drafts/item-draft.ts';
import type { MarkingRepositories } from '../marking/ports.ts';

/** An item with answers that await a teacher. */
export type QueuedItem = {
  readonly examId: string;
  readonly examTitle: string;
  readonly itemId: string;
  readonly type: ItemType;
  readonly stem: string;
  readonly points: number;
  /** At most the number that the contract counts. */
  readonly waitingAnswers: number;
};

export type WaitingAnswer = {
  readonly attemptId: string;
  readonly studentId: string;
  readonly response: ItemKey | null;
  /** The finding of a language model that left the answer to the teacher. */
  readonly judgement: ModelOpinion | null;
};

/** The findings of a language model in an answer. */
export type ModelOpinion = {
  readonly outcome: string;
  readonly version: string | null;
  readonly confidence: number | null;
  readonly criteria: readonly JudgedCriterion[];
};

/** Undefined: the answers of all students. */
type OfStudents = { readonly studentIds: readonly string[] | undefined };

export type MarkingQueue = {
  /** The list is in the order of the exams' ids, then of their items. */
  readonly listItems: (
    of: Teacher & OfStudents & { readonly examId: string | undefined },
    page: PageQuery,
  ) => Promise<Listed<QueuedItem>>;
  /** The list is in the order of the attempts' ids. */
  readonly listAnswers: (
    of: OfStudents & { readonly examId: string; readonly itemId: string },
    page: PageQuery,
  ) => Promise<Listed<WaitingAnswer>>;
  /** The exam of an item. */
  readonly examIdOf: (itemId: string) => Promise<string | undefined>;
};

export type QueueRepositories = MarkingRepositories &
  Pick<AttemptRepositories, 'standings'> & { readonly queue: MarkingQueue };
