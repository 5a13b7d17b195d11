import { withoutInvisible } from '@ai-teacher/language/invisible-characters.ts';
import { withoutElision } from '../../item-writing/drafts/term-search.ts';
import { inPlainNotation } from '../../item-writing/quantities/plain-notation.ts';

/** One spelling of an answer: what a person typing in a hurry may leave out or write differently. */

const articles = new Set(['a', 'an', 'the']);
/** Articles that may stand before a term, in the languages with definition forms. */
const leadingArticles = new Set(
  `a an the der die das den dem des ein eine einen einem einer eines le la les un une des du el los las lo una unos unas
  o os as um uma uns umas एक`.split(/\s+/u),
);

/** Punctuation, except decimal signs, the sign of a number, exponents and products of numbers. */
const punctuationPattern =
  /(?!(?<=\p{Nd})[.,](?=\p{Nd}))(?!(?<![\p{L}\p{N}])-(?=\p{Nd}))(?!\^(?=[-+\p{L}\p{Nd}]))(?!(?<=\^\p{Nd}*)[-+])(?!(?<=\p{Nd})×(?=\p{Nd}))[^\p{L}\p{M}\p{N}\s]/gu;

/** Words without case and punctuation; compatibility forms folded, thousands separators dropped. */
const plainWords = (answer: string): string[] =>
  withoutInvisible(inPlainNotation(answer).replace(/[\n\r\t]/gu, ' '), 'answer')
    .toLowerCase()
    .replace(/(?<=\p{Nd})[,'’](?=\p{Nd}{3}(?!\p{Nd}))/gu, '')
    .replace(/['’]/gu, '')
    .replace(punctuationPattern, ' ')
    .split(/\s+/u)
    .filter((word) => word !== '');

/** The words of a longer answer, without English articles. */
export const answerWords = (answer: string): string[] =>
  plainWords(answer).filter((word) => !articles.has(word));

/** The words of a term, without an article before it. */
export const termWords = (answer: string): string[] => {
  const words = plainWords(withoutElision(answer));
  const [first = ''] = words;
  return words.length > 1 && leadingArticles.has(first) ? words.slice(1) : words;
};
