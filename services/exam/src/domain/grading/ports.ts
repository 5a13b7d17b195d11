import type { ItemKey, ItemSource, ItemType } from '../item-writing/drafts/item-draft.ts';

/** The parts of an item that grading reads. */
export type GradableItem = {
  readonly type: ItemType;
  readonly stem: string;
  readonly points: number;
  readonly key: ItemKey;
  readonly alsoAccepted?: readonly ItemKey[];
  readonly everyoneCorrect?: boolean;
  readonly confusable: readonly string[];
  readonly source: ItemSource;
};

/** A mark by rule. `score` is null when a teacher must decide. `feedback` cites the item's source. */
export type RuleMark = { readonly score: number | null; readonly feedback: string };

export type Grader = { readonly grade: (item: GradableItem, response: ItemKey | null) => RuleMark };
