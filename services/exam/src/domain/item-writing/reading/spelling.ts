import { onOneLine } from '@ai-teacher/language/words.ts';
import type { ReadPage } from '../drafts/item-draft.ts';

/**
 * How the material itself writes words inside sentences: the evidence for which capitals belong to a name.
 */
export type Spelling = { readonly small: ReadonlySet<string>; readonly capital: ReadonlySet<string> };

const smallPattern = /(?<![\p{L}\p{M}])\p{Ll}[\p{L}\p{M}'’-]+/gu;
const capitalInsideSentencePattern = /(?<=\p{Ll},? )\p{Lu}[\p{Ll}\p{M}'’-]+/gu;
const capitalisedPattern = /^\p{Lu}[\p{Ll}\p{M}'’-]+$/u;

export const spellingIn = (pages: readonly ReadPage[]): Spelling => {
  const small = new Set<string>();
  const capital = new Set<string>();
  for (const { page } of pages) {
    const text = onOneLine(page.text);
    for (const [word] of text.matchAll(smallPattern)) small.add(word);
    for (const [word] of text.matchAll(capitalInsideSentencePattern)) capital.add(word);
  }
  return { small, capital };
};

/**
 * A term as it is written inside a sentence: `Random Variable` at the head of a glossary line is `random
 * variable`, `Erosion` at the head of a sentence is `erosion`; `Gulf Stream`, `Poisson distribution`, `IDF`
 * and `pH` stay.
 */
export const termInSentence = (
  term: string,
  spelling: Spelling,
  { isTitleCase, language }: { isTitleCase: boolean; language: string },
): string => {
  if (language === 'de') return germanTermInSentence(term, spelling);
  const [first = '', ...others] = onOneLine(term).split(' ');
  const rest = isTitleCase ? others.map((word) => withoutCapital(word, spelling)) : others;
  const partOfName = rest.some((word) => capitalisedPattern.test(word));
  return [partOfName ? first : withoutCapital(first, spelling), ...rest].join(' ');
};

/** German nouns keep their capital. Only an adjective before the noun is written small. */
const germanTermInSentence = (term: string, { small }: Spelling): string => {
  const [first = '', ...rest] = onOneLine(term).split(' ');
  const isAdjective = rest.length > 0 && (small.has(first.toLowerCase()) || /(?:e|er|es)$/u.test(first));
  return [isAdjective ? first.toLowerCase() : first, ...rest].join(' ');
};

const determiners = new Set(
  'A Ein Eine Einen Der Die Das Un Une Le La Les El Los Las Una O Os As Um Uma'.split(' '),
);

/** A meaning with a capital at its begin is written small inside a sentence; names keep their capital. */
export const meaningInSentence = (meaning: string, spelling: Spelling): string => {
  const [first = ''] = meaning.split(/[\s,]/u, 1);
  const isSmall = determiners.has(first) || spelling.small.has(first.toLowerCase());
  const opening = isSmall ? first.toLowerCase() : first;
  return opening + meaning.slice(first.length);
};

const withoutCapital = (word: string, { small, capital }: Spelling): string => {
  if (!capitalisedPattern.test(word)) return word;
  return small.has(word.toLowerCase()) || !capital.has(word) ? word.toLowerCase() : word;
};
