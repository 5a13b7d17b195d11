import type { BlueprintCell, Rejection } from '@ai-teacher/contracts/exam/blueprint.ts';
import type { ItemDraft, ItemType, SourcePage } from './drafts/item-draft.ts';

/** A cell of a blueprint with its types. */
export type WantedItems = Omit<BlueprintCell, 'types'> & { readonly types: readonly ItemType[] };

/** How often drafts were rejected, by reason. */
export type RejectedDrafts = Readonly<Partial<Record<Rejection, number>>>;

export type Material = {
  readonly documentId: string;
  readonly title: string;
  readonly pages: readonly SourcePage[];
};

export type WritingTask = {
  readonly materials: readonly Material[];
  /** The requested items, in the order of writing. */
  readonly cells: readonly WantedItems[];
  /** Only pages in this language. */
  readonly language?: string | undefined;
  /** Stems of other exams of the teacher. No new item asks nearly the same. */
  readonly earlierStems?: readonly string[];
  /** Items of the exam. No new item shares a term, a stem or a place in the book with them. */
  readonly present?: readonly ItemDraft[];
};

/** The items of one cell, and what was rejected on the way. */
export type WrittenCell = {
  readonly items: readonly ItemDraft[];
  readonly rejected: RejectedDrafts;
  /** The reason why the cell has fewer items than requested, when the reason lies in the cell itself. */
  readonly reason?: string;
};

/**
 * At most as many items as each cell wants, each with a verbatim source. `reason` explains a shortfall.
 * `unsupported` says that the writer knows no language of the documents.
 */
export type WrittenItems = {
  /** In the order of the task. */
  readonly cells: readonly WrittenCell[];
  readonly reason: string;
  readonly unsupported?: string;
};

export type ItemWriter = {
  /** Tasks of different owners are written in turns. */
  readonly write: (
    task: WritingTask,
    options: { readonly signal: AbortSignal; readonly ownerId: string },
  ) => Promise<WrittenItems>;
};
