/** One spelling of an answer: what a person typing in a hurry may leave out or write differently. */

const articles = new Set(['a', 'an', 'the']);
/** Zero-width marks, bidirectional controls and tag characters: invisible, so they never decide a mark. */
const invisiblePattern = /[\p{Cf}\p{Cc}\p{Variation_Selector}]/gu;

/** Words without case, articles and punctuation; compatibility forms folded, thousands separators dropped. */
export const answerWords = (answer: string): string[] => {
  return answer
    .normalize('NFKC')
    .replace(/[\n\r\t]/gu, ' ')
    .replace(invisiblePattern, '')
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
