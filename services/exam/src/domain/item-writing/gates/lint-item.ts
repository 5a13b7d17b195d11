import type { ItemFlaw as Flaw } from '@ai-teacher/contracts/exam/items.ts';
import { countWords } from '@ai-teacher/language/scripts.ts';
import { contentWordsOf, fourGramLikeness, sharesRoot, wordsOf } from '@ai-teacher/language/words.ts';
import { isPlural } from '../choices/choose-partners.ts';
import { type Criterion, type ItemDraft, isMatches } from '../drafts/item-draft.ts';
import { withoutLinks } from '../drafts/term-search.ts';
import { identifyLanguage, type LanguageCode } from '../languages/material-language.ts';
import { findQuantities } from '../quantities/find-quantities.ts';
import { keyValueOf } from '../quantities/read-number.ts';
import { readerWordsOf } from '../stems/reader-words.ts';
import { type StemRules, stemRulesOf } from '../stems/stem-rules.ts';
import { hasCombination, hasOppositeOptions, isNegated } from './lint-combinations.ts';
import { hasGratuitousSentence, isUnclear } from './lint-stem.ts';

/**
 * The language of the words that may be flaws. The quote of the book tells it where an item is short, and an
 * item too short to tell is read as English.
 */
const languageOf = ({ stem, options = [], source }: ItemDraft): LanguageCode =>
  identifyLanguage([stem, ...options.map(({ text }) => text), source.quote].join('\n')) ?? 'en';

/** Lists the flaws of a draft. A draft without flaws may be given to students. */
export const lintItem = (item: ItemDraft): Flaw[] => {
  const flaws = new Set<Flaw>();
  if (countWords(item.stem) < 4) flaws.add('unfocused-stem');
  const language = languageOf(item);
  const rules = stemRulesOf(language);
  lintReading(item, language, flaws);
  if (item.type === 'true_false') lintStatement(item, rules, flaws);
  if (item.type === 'single_choice') lintSingleChoice(item, rules, flaws);
  if (item.type === 'cloze' && repeatsRoot(item.stem, String(item.key))) flaws.add('word-repeat');
  if (item.type === 'numeric' && statesKey(item)) flaws.add('word-repeat');
  if (item.type === 'multiple_choice') lintMultipleChoice(item, flaws);
  if (item.type === 'matching') lintMatching(item, flaws);
  if (item.criteria) lintCriteria(item.stem, item.criteria, flaws);
  if (item.options) {
    const texts = item.options.map(({ text }) => text);
    lintOptions(texts, rules, flaws);
    // Students see the options of an ordering or matching item in an order of their own.
    if (item.type !== 'ordering' && item.type !== 'matching') lintSequence(texts, flaws);
  }
  return [...flaws].sort();
};

/**
 * Flaws of the wording around the subject: other options, needless sentences, references to things that are
 * not shown.
 */
const lintReading = (item: ItemDraft, language: LanguageCode, flaws: Set<Flaw>): void => {
  const words = readerWordsOf(language);
  if (isUnclear(item, words)) flaws.add('unclear-information');
  if (asksOneQuestion.has(item.type) && hasGratuitousSentence(item, { ...words, language }))
    flaws.add('gratuitous-information');
  if (item.type !== 'single_choice' && item.type !== 'multiple_choice') return;
  const texts = item.options?.map(({ text }) => text) ?? [];
  if (hasCombination({ stem: item.stem, texts }, words)) flaws.add('k-type');
  if (hasOppositeOptions(texts, words)) flaws.add('logical-cue');
  const isNegative = stemRulesOf(language).negative.test(withoutQuotes(item.stem));
  if (isNegative && texts.some((text) => isNegated(text, words))) flaws.add('unclear-information');
};

/** Ordering, matching and long-answer items begin with an instruction that says nothing about the subject. */
const asksOneQuestion: ReadonlySet<ItemDraft['type']> = new Set([
  'single_choice',
  'multiple_choice',
  'true_false',
  'short_answer',
  'numeric',
  'cloze',
]);

const withoutQuotes = (stem: string): string => stem.replace(/[“„«][^“”„«»]*[”“»]/gu, '“”');

const lintStatement = ({ stem }: ItemDraft, rules: StemRules, flaws: Set<Flaw>): void => {
  if (rules.absolute.test(stem)) flaws.add('absolute-term');
  if (rules.vague.test(stem)) flaws.add('vague-term');
  if (rules.negative.test(stem)) flaws.add('negative-stem');
};

const lintSingleChoice = (item: ItemDraft, rules: StemRules, flaws: Set<Flaw>): void => {
  const texts = item.options?.map(({ text }) => text) ?? [];
  const keyText = item.options?.find(({ optionId }) => optionId === item.key)?.text;
  if (keyText === undefined || texts.length < 3) {
    flaws.add('implausible-distractor');
    return;
  }
  const distractors = texts.filter((text) => text !== keyText);
  if (rules.negative.test(withoutQuotes(item.stem))) flaws.add('negative-stem');
  if (!/[?:？：؟]$/u.test(item.stem)) flaws.add('unfocused-stem');
  if (rules.disguise.test(item.stem)) flaws.add('true-false-in-disguise');
  if (/_{3,}.*\w/u.test(item.stem)) flaws.add('blank-inside-stem');
  lintCues({ stem: item.stem, keyText, distractors }, flaws);
};

const repeatsRoot = (stem: string, keyText: string): boolean =>
  sharesRoot(withoutLinks(stem), withoutLinks(keyText));

/** Whether the stem of a numeric item contains the number of its key. */
const statesKey = ({ stem, key, quantity }: ItemDraft): boolean => {
  const value = keyValueOf(key);
  return findQuantities(stem, quantity?.decimalSign).some(({ likeliest }) => likeliest === value);
};

const lintCues = (
  { stem, keyText, distractors }: { stem: string; keyText: string; distractors: string[] },
  flaws: Set<Flaw>,
): void => {
  const maxDistractorLength = Math.max(...distractors.map((text) => text.length));
  if (keyText.length > maxDistractorLength * 1.6 && keyText.length - maxDistractorLength > 5)
    flaws.add('longest-option-correct');
  if (
    /\ban?$/iu.test(stem.replace(/[\s:_?]+$/u, '')) ||
    new Set([keyText, ...distractors].map(isPlural)).size > 1
  ) {
    flaws.add('grammatical-cue');
  }
  const stemWords = new Set(contentWordsOf(stem));
  if (repeatsRoot(stem, keyText)) flaws.add('word-repeat');
  if (distractors.some((text) => contentWordsOf(text).every((word) => stemWords.has(word)))) {
    flaws.add('implausible-distractor');
  }
  const sharedCounts = contentWordsOf(keyText).map(
    (word) => distractors.filter((text) => contentWordsOf(text).includes(word)).length,
  );
  if (sharedCounts.filter((count) => count > 0).length > 1) flaws.add('convergence');
};

/** A prompt and its option that share a word are matched without knowledge. */
const lintMatching = (item: ItemDraft, flaws: Set<Flaw>): void => {
  const { key, options = [], prompts = [] } = item;
  if (!isMatches(key)) return;
  const textOf = new Map(options.map(({ optionId, text }) => [optionId, text]));
  if (prompts.some(({ promptId, text }) => repeatsRoot(textOf.get(key[promptId] ?? '') ?? '', text)))
    flaws.add('word-repeat');
  if (new Set(prompts.map(({ text }) => isPlural(text))).size > 1) flaws.add('grammatical-cue');
};

/** A criterion that the stem says earns points for copying. Two like criteria give points twice. */
const lintCriteria = (stem: string, criteria: readonly Criterion[], flaws: Set<Flaw>): void => {
  const stemWords = new Set(contentWordsOf(stem));
  if (criteria.some(({ label }) => contentWordsOf(label).every((word) => stemWords.has(word))))
    flaws.add('word-repeat');
  const isRepeated = criteria.some(({ label }, at) =>
    criteria.slice(at + 1).some((other) => fourGramLikeness(label, other.label) > 0.85),
  );
  if (isRepeated) flaws.add('duplicate-criteria');
};

const lintMultipleChoice = (item: ItemDraft, flaws: Set<Flaw>): void => {
  const keys = Array.isArray(item.key) ? item.key : [];
  if (keys.length === 0 || keys.length === item.options?.length) flaws.add('implausible-distractor');
};

const lintOptions = (texts: readonly string[], rules: StemRules, flaws: Set<Flaw>): void => {
  if (texts.some((text) => rules.above.test(text))) flaws.add('all-or-none-of-the-above');
  if (new Set(texts.map((text) => wordsOf(text).join(' '))).size < texts.length)
    flaws.add('duplicate-options');
  const isDuplicate = texts.some((text, at) =>
    texts.slice(at + 1).some((other) => fourGramLikeness(text, other) > 0.85),
  );
  if (isDuplicate) flaws.add('more-than-one-correct');
};

/** Numbers stand in their order, and texts in that of their letters, so that no place means anything. */
const lintSequence = (texts: readonly string[], flaws: Set<Flaw>): void => {
  const numbers = texts.map(Number);
  if (numbers.every(Number.isFinite) && numbers.some((number, at) => number < (numbers[at - 1] ?? number))) {
    flaws.add('unordered-numbers');
  }
  const sorted = texts.every(
    (text, at) =>
      at === 0 || text.localeCompare(texts[at - 1] ?? '', 'en', { numeric: true, sensitivity: 'base' }) >= 0,
  );
  if (!sorted) flaws.add('lost-sequence');
};
