import type { ItemDraft, ItemType, SourcePage } from './drafts/item-draft.ts';

export type Material = {
  readonly documentId: string;
  readonly title: string;
  readonly pages: readonly SourcePage[];
};

export type WritingTask = {
  readonly materials: readonly Material[];
  readonly itemCount: number;
  readonly types: readonly ItemType[];
  /** Items of the exam. No new item shares a term, a stem or a place in the book with them. */
  readonly present?: readonly ItemDraft[];
};

/**
 * At most `itemCount` items, each with a verbatim source. `reason` explains the shortfall. `unsupported` says
 * that the writer knows no language of the documents.
 */
export type WrittenItems = {
  readonly items: ItemDraft[];
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
