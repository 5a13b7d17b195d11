import { isSpaceless } from '@ai-teacher/language/scripts.ts';
import { termKeyOf, wordsOf } from '@ai-teacher/language/words.ts';
import type { Definition, ItemDraft, ItemSource } from '../drafts/item-draft.ts';
import { indexWordsOf, mentions, withoutLinks } from '../drafts/term-search.ts';
import type { SentenceFinder } from '../reading/sentence-finder.ts';
import { stemIn } from '../stems/stem-of.ts';

const blank = '_____';

/** A sentence of the book that uses a term without defining it. */
export type UsedTerm = { term: string; sentence: string; language: string; source: ItemSource };

export type ClozeContext = {
  finder: SentenceFinder;
  /** Terms of the same document. Grading never accepts one of them as a misspelling of the key. */
  termsOf: (documentId: string) => readonly string[];
};

/** Writes a definition with its term left out. A glossary line is rephrased so that the blank comes last. */
export const writeDefinitionCloze = (
  definition: Definition,
  context: ClozeContext,
): ItemDraft | undefined => {
  const { form, language, meaning, sentence, source, term } = definition;
  const stem =
    form === 'entry'
      ? stemIn(language, 'blankedEntry', { meaning })
      : withBlank({ sentence, language, term });
  return stem === undefined ? undefined : clozeOf({ term, stem, source }, context);
};

/** Writes a sentence that uses a term once, with the term left out. */
export const writeSentenceCloze = (
  { term, sentence, language, source }: UsedTerm,
  context: ClozeContext,
): ItemDraft | undefined => {
  const stem = withBlank({ sentence, language, term });
  return stem === undefined
    ? undefined
    : clozeOf({ term: termAsWritten(sentence, term), stem, source }, context);
};

const clozeOf = (
  { term, stem, source }: { term: string; stem: string; source: ItemSource },
  context: ClozeContext,
): ItemDraft | undefined => {
  if (mentions(stem, term) || revealsAnswer(stem, term)) return undefined;
  if (!context.finder.leadsOnlyTo(placeOf(source), stem, term)) return undefined;
  return {
    type: 'cloze',
    stem,
    points: 1,
    key: term,
    confusable: confusableWith(term, context.termsOf(source.documentId)),
    source,
  };
};

export const placeOf = ({ documentId, pageNumber, span }: ItemSource): string => {
  return `${documentId}/${pageNumber}/${span.start}`;
};

/**
 * Replaces the only occurrence of the term by the blank. An English article before the blank becomes “a(n)”,
 * because “a” or “an” would reveal the first letter of the answer.
 */
const withBlank = ({
  sentence,
  language,
  term,
}: Pick<UsedTerm, 'sentence' | 'language' | 'term'>): string | undefined => {
  const pattern = occurrencesOf(term, 'giu');
  const matches = [...sentence.matchAll(pattern)];
  const [match] = matches;
  if (!match || matches.length !== 1) return undefined;
  const before = sentence.slice(0, match.index).replace(/["“]$/u, '');
  const after = sentence.slice(match.index + match[0].length).replace(/^["”]/u, '');
  const opening =
    language === 'en' ? before.replace(/\b(a|A)n? $/u, (_, letter: string) => `${letter}(n) `) : before;
  return `${opening}${blank}${after}`;
};

/** The term as the sentence writes it, for example `loops` for `loop`. */
const termAsWritten = (sentence: string, term: string): string => {
  const pattern = occurrencesOf(term, 'iu');
  return (
    pattern
      .exec(sentence)?.[0]
      .replace(/^\p{Lu}(?=\p{Ll})/u, (letter) => (/^\p{Lu}/u.test(term) ? letter : letter.toLowerCase())) ??
    term
  );
};

/** Finds the term as whole words, in singular or plural. Scripts without blanks have no ends of words. */
const occurrencesOf = (term: string, flags: string): RegExp =>
  isSpaceless(term)
    ? new RegExp(escaped(term), flags)
    : new RegExp(`(?<![\\p{L}\\p{M}\\p{N}-])${escaped(term)}s?(?![\\p{L}\\p{M}\\p{N}-])`, flags);

const escaped = (text: string): string => {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
};

/** Whether the stem still contains a content word of the answer. */
const revealsAnswer = (stem: string, term: string): boolean => {
  const shown = new Set(indexWordsOf(stem));
  return indexWordsOf(withoutLinks(term)).some((word) => shown.has(word));
};

const confusableWith = (term: string, terms: readonly string[]): string[] => {
  const key = termKeyOf(term);
  const size = wordsOf(term).length;
  return terms.filter((other) => termKeyOf(other) !== key && wordsOf(other).length === size).slice(0, 200);
};
