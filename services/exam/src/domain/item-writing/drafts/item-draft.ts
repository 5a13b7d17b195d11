import type { ItemType } from '@ai-teacher/contracts/exam/items.ts';

/** What an item writer reads and what it hands back, before anything is stored. */

export type { ItemType };

/** One page of a document as the knowledge base stores it; spans are offsets into `text`. */
export type SourcePage = {
  documentId: string;
  pageNumber: number;
  pageLabel: string;
  text: string;
  /** Where on the page which heading path begins, in order of offset. */
  headings: readonly { offset: number; path: readonly string[] }[];
};

/** Where an item stands in the book. `quote` is the page's text from `span.start` to `span.end`, unchanged. */
export type ItemSource = {
  documentId: string;
  pageNumber: number;
  pageLabel: string;
  span: { start: number; end: number };
  quote: string;
};

export type ItemOption = { optionId: string; text: string };

/** An optionId, a list of them, a boolean or a text, as the item's type asks. */
export type ItemKey = string | readonly string[] | boolean;

export type ItemDraft = {
  type: ItemType;
  stem: string;
  options?: readonly ItemOption[];
  points: number;
  key: ItemKey;
  /** Terms of the same material that a misspelt answer could be meant for; grading never forgives towards them. */
  confusable: readonly string[];
  source: ItemSource;
};

/** A term and its meaning, found in one sentence of the material. */
export type Definition = {
  term: string;
  meaning: string;
  /** `entry` is a glossary line, `named` gives the term last, `statement` gives it first. */
  form: 'entry' | 'named' | 'statement';
  /** The sentence on one line. */
  sentence: string;
  chapter: string;
  /** Higher is clearer; ties are broken by the seed. */
  clarity: number;
  source: ItemSource;
};
