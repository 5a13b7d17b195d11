import { functionWordsOf } from '@ai-teacher/language/function-words.ts';
import { quotableSentencesOf } from '@ai-teacher/language/sentences.ts';
import { inflectionLikeness } from '@ai-teacher/language/stems.ts';
import type { ItemDraft } from '../drafts/item-draft.ts';
import { indexWordsOf } from '../drafts/term-search.ts';
import type { LanguageCode } from '../languages/material-language.ts';
import type { ReaderWords } from '../stems/reader-words.ts';

/** Numbers, formulas and quoted words are material that the question works with. */
const materialPattern = /[\p{Nd}=<>→“”„«»"「」_:：]/u;
const rootLength = 5;

type ReadStem = {
  /** The sentences before the question, in order. */
  readonly context: readonly string[];
  /** The question, with what follows it. */
  readonly question: string;
};

/**
 * Divides a stem before its last question. A stem without a question mark has no context: which of its
 * sentences asks cannot be told.
 */
const readStem = (stem: string): ReadStem => {
  const sentences = quotableSentencesOf(stem);
  const asking = sentences.findLastIndex(({ text }) => /[?？؟]/u.test(text));
  const context = asking === -1 ? [] : sentences.slice(0, asking);
  return { context: context.map(({ text }) => text), question: stem.slice(sentences[asking]?.start ?? 0) };
};

const contentOf = (text: string, language: LanguageCode): string[] => {
  const functionWords = functionWordsOf(language);
  const found = indexWordsOf(text).filter((word) => !functionWords.has(word));
  return language === 'ar' ? found.map((word) => word.replace(/^[وفبكل]?ال/u, '')) : found;
};

const isLike = (one: string, other: string): boolean =>
  inflectionLikeness(one, other) > 0 ||
  (Math.min(one.length, other.length) >= rootLength &&
    one.slice(0, rootLength) === other.slice(0, rootLength));

const share = (left: readonly string[], right: readonly string[]): boolean =>
  left.some((one) => right.some((other) => isLike(one, other)));

/**
 * Whether a sentence before the question has nothing to do with it. A sentence belongs to the question when
 * it shares a word with the question, the options, the key or the quote of the book, when it states numbers,
 * a formula or quoted words, when a pronoun joins it to a sentence that belongs, or by a further sentence.
 */
export const hasGratuitousSentence = (
  item: ItemDraft,
  { language, pointer }: { readonly language: LanguageCode } & Pick<ReaderWords, 'pointer'>,
): boolean => {
  const { context, question } = readStem(item.stem);
  if (context.length === 0) return false;
  const key = typeof item.key === 'string' ? item.key : '';
  const core = contentOf([question, ...optionTextsOf(item), key, item.source.quote].join('\n'), language);
  const sentences = context.map((text) => ({ text, content: contentOf(text, language) }));
  const belongs = sentences.map(({ text, content }) => materialPattern.test(text) || share(content, core));
  const isJoined = (at: number): boolean => {
    const next = sentences[at + 1]?.text ?? question;
    const nextBelongs = belongs[at + 1] ?? true;
    if (nextBelongs && pointer.test(next)) return true;
    if (belongs[at - 1] === true && pointer.test(sentences[at]?.text ?? '')) return true;
    const content = sentences[at]?.content ?? [];
    return sentences.some((other, place) => belongs[place] === true && share(content, other.content));
  };
  for (let changed = true; changed; ) {
    const joined = belongs.findIndex((isIn, at) => !isIn && isJoined(at));
    changed = joined !== -1;
    if (changed) belongs[joined] = true;
  }
  return belongs.includes(false);
};

/**
 * Whether a reader lacks something: the stem begins with a pronoun, or the item names a figure, a page or an
 * author that students do not see beside it.
 */
export const isUnclear = (item: ItemDraft, { dependentOpening, unseen }: ReaderWords): boolean =>
  dependentOpening.test(item.stem) || [item.stem, ...optionTextsOf(item)].some((text) => unseen.test(text));

const optionTextsOf = ({ options = [], prompts = [] }: ItemDraft): string[] =>
  [...prompts, ...options].map(({ text }) => text);
