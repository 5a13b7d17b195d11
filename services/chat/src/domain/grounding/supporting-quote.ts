import { quotesIn, readable, standsIn } from '@ai-teacher/language/quotes.ts';
import type { Passage } from '../evidence/passage.ts';
import { rankSentences } from '../evidence/rank-sentences.ts';

/** A paraphrase shares at least a third of the weight of its terms with the sentence it rests on and those beside it. */
const leastShared = 1 / 3;

/**
 * The words of a passage that a claim rests on, or undefined when it rests on none. What the claim quotes must stand
 * verbatim in the passage, all of it; a claim without quotation rests on the sentence that shares most with it, provided
 * that it invents no number.
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
  if (best === undefined || best.features.contextCoverage < leastShared) return undefined;
  const numbers = claim.match(/\p{N}+(?:[.,]\p{N}+)*/gu) ?? [];
  const known = `${passage.text} ${passage.title} ${passage.headingPath.join(' ')} ${passage.pageLabel}`;
  if (!numbers.every((number) => known.includes(number))) return undefined;
  return readable(best.sentence.text);
};

/** A full stop or comma inside the quotation marks may belong to the answer rather than to the source. */
const withoutEnd = (quote: string): string => {
  return quote.replace(/[.,;:…]+$/u, '').trim();
};
