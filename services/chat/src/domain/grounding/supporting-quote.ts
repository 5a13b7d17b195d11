import { quotesIn, readable, standsIn } from '@ai-teacher/language/quotes.ts';
import type { Passage } from '../evidence/passage.ts';
import { rankSentences } from '../evidence/ranking/rank-sentences.ts';

/**
 * A paraphrase shares at least a third of its term weight with its source sentence and the neighbours of that
 * sentence.
 */
const minSharedWeight = 1 / 3;

/**
 * Finds the words of a passage that support a claim; undefined when the passage does not support the claim.
 * Every quotation in the claim must stand verbatim in the passage. A claim without quotation is supported by
 * the sentence that shares most with it, unless the claim contains a number that the passage does not have.
 */
export const supportingQuote = (claim: string, passage: Passage): string | undefined => {
  const sentences = quotesIn(claim).filter(
    (quote) => quote.split(/\s+/u).length >= 3 || /[^\p{Script=Latin}\s\p{P}]{6}/u.test(quote),
  );
  if (sentences.length > 0) {
    return sentences.every((quote) => standsIn(withoutEnd(quote), passage.text))
      ? withoutEnd(sentences[0] ?? '')
      : undefined;
  }
  const best = rankSentences(claim, [passage], { repeats: true })[0];
  if (best === undefined || best.features.contextCoverage < minSharedWeight) return undefined;
  const numbers = claim.match(/\p{N}+(?:[.,]\p{N}+)*/gu) ?? [];
  const known = `${passage.text} ${passage.title} ${passage.headingPath.join(' ')} ${passage.pageLabel}`;
  if (!numbers.every((number) => known.includes(number))) return undefined;
  return readable(best.sentence.text);
};

/** A full stop or comma inside the quotation marks may belong to the answer instead of the source. */
const withoutEnd = (quote: string): string => {
  return quote.replace(/[.,;:…]+$/u, '').trim();
};
