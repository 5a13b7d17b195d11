import type { ItemFlaw, ItemType } from '@ai-teacher/contracts/exam/items.ts';
import type { Sentence } from '@ai-teacher/language/sentences.ts';
import { onOneLine } from '@ai-teacher/language/words.ts';
import type { DecimalSign } from '../quantities/read-number.ts';

/** The input and output of an item writer, before anything is stored. */

export type { ItemType };

export type Writer = 'model' | 'rules';

/** A page of a document as the knowledge base stores it. Spans are offsets into `text`. */
export type SourcePage = {
  documentId: string;
  pageNumber: number;
  pageLabel: string;
  text: string;
  /** The offsets at which heading paths begin, in ascending order. */
  headings: readonly { offset: number; path: readonly string[] }[];
};

/**
 * The place of an item in the book. `quote` is the page's text from `span.start` to `span.end`, unchanged.
 */
export type ItemSource = {
  documentId: string;
  pageNumber: number;
  pageLabel: string;
  span: { start: number; end: number };
  quote: string;
};

/** A page with its sentences and the language of its text, as `identifyLanguage` names it. */
export type ReadPage = { page: SourcePage; sentences: readonly Sentence[]; language: string };

export type ItemOption = { optionId: string; text: string };

/** A term that is matched with one of the options. */
export type ItemPrompt = { promptId: string; text: string };

/** The optionId of each promptId. */
export type Matches = Readonly<Record<string, string>>;

/**
 * An optionId, a list of optionIds, a boolean, text, or matches, depending on the item's type. A number is
 * text.
 */
export type ItemKey = string | readonly string[] | boolean | Matches;

/** Whether an answer is a list of optionIds. */
export const isList = (answer: ItemKey): answer is readonly string[] => Array.isArray(answer);

/** Whether an answer matches prompts with options. */
export const isMatches = (answer: ItemKey): answer is Matches =>
  typeof answer === 'object' && !isList(answer);

/** How answers to a numeric item are compared with its key. */
export type Quantity = {
  /** The unit of the key. Absent: a number without a unit. */
  readonly unit?: string | undefined;
  /** The accepted distance from the key, in its unit. Default: 0. */
  readonly tolerance?: number | undefined;
  /** The share of the points, from 0 to 1, for the correct number without its unit. */
  readonly shareWithoutUnit?: number | undefined;
  /** The decimal sign of the book. */
  readonly decimalSign?: DecimalSign | undefined;
};

/** Whether an order that is correct in part earns a part of the points. */
export type Scoring = 'partial' | 'all_or_nothing';

/** The statement that earns some of the points. */
export type Criterion = {
  readonly criterionId: string;
  readonly label: string;
  readonly points: number;
  /** The words of the book that support it: a part of the item's quote. */
  readonly quote: string;
};

/** How long a long answer should be, and how long it may be. */
export type AnswerLength = { readonly suggestedWords: number; readonly maxCharacters: number };

export type ItemDraft = {
  type: ItemType;
  stem: string;
  options?: readonly ItemOption[];
  /** For matching items. */
  prompts?: readonly ItemPrompt[];
  /** For numeric items. */
  quantity?: Quantity;
  /** For ordering and matching items. Default: `partial`. */
  scoring?: Scoring;
  /** For long answers: the rubric. The points of the item are the sum of those of its criteria. */
  criteria?: readonly Criterion[];
  /** For long answers. */
  answerLength?: AnswerLength;
  points: number;
  key: ItemKey;
  /** Earlier keys that still get the points, after a correction. */
  alsoAccepted?: readonly ItemKey[];
  /** Whether every student gets the points, after a correction. */
  everyoneCorrect?: boolean;
  /** Keys that the order of the options avoids since a correction. Default: all keys of the item. */
  avoidedKeys?: readonly ItemKey[];
  /** Flaws that the teacher accepts, each with the reason and the instant in ISO 8601. */
  overruled?: Readonly<Partial<Record<ItemFlaw, { reason: string; at: string }>>>;
  /** The writer of a generated item; absent for an item of a teacher, and for items of earlier versions. */
  writtenBy?: Writer;
  /** Other terms of the material. Grading never accepts one of them as a misspelling of the key. */
  confusable: readonly string[];
  source: ItemSource;
};

/** One spelling for comparing stems: two items with equal spellings ask the same question. */
export const stemKeyOf = (stem: string): string => onOneLine(stem.normalize('NFKC').toLowerCase());

/** A term and its meaning, from one sentence of the material. */
export type Definition = {
  term: string;
  meaning: string;
  /** `entry` is a glossary line, `named` puts the term last, `statement` puts it first. */
  form: 'entry' | 'named' | 'statement';
  /** The sentence on one line. */
  sentence: string;
  language: string;
  chapter: string;
  /** Higher is clearer. The seed orders definitions of equal clarity. */
  clarity: number;
  source: ItemSource;
};
