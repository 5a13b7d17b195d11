import { withoutInvisible } from '@ai-teacher/language/invisible-characters.ts';

/** One spelling of an answer: what a person typing in a hurry may leave out or write differently. */

const articles = new Set(['a', 'an', 'the']);

/** Words without case, articles and punctuation; compatibility forms folded, thousands separators dropped. */
export const answerWords = (answer: string): string[] => {
  const onBlanks = answer.normalize('NFKC').replace(/[\n\r\t]/gu, ' ');
  return withoutInvisible(onBlanks, 'answer')
    .toLowerCase()
    .replace(/(?<=\p{Nd})[,'’](?=\p{Nd}{3}(?!\p{Nd}))/gu, '')
    .replace(/['’]/gu, '')
    .replace(/(?!(?<=\p{Nd})[.,](?=\p{Nd}))(?!(?<![\p{L}\p{N}])[-−](?=\p{Nd}))[^\p{L}\p{M}\p{N}\s]/gu, ' ')
    .replace(/−/gu, '-')
    .split(/\s+/u)
    .filter((word) => word !== '' && !articles.has(word));
};

export const normaliseAnswer = (answer: string): string => {
  return answerWords(answer).join(' ');
};
