import { indexWordsOf, mentions } from '../drafts/term-search.ts';

/** Finds the sentence that a blanked stem was made from, as a reader with the book would. */
export type SentenceFinder = {
  /** Whether the stem leads to its own place, and to no other sentence that does without the answer. */
  leadsOnlyTo: (place: string, stem: string, answer: string) => boolean;
};

/** A sentence without the answer must stay below this share of the right one's weight. */
const clearLead = 0.75;

/** An inverted index over sentences; words weigh by rarity (inverse document frequency). */
export const createSentenceFinder = (
  sentences: Iterable<{ place: string; text: string }>,
): SentenceFinder => {
  const texts = new Map<string, string>();
  const postings = new Map<string, Set<string>>();
  for (const { place, text } of sentences) {
    texts.set(place, text);
    for (const word of indexWordsOf(text)) {
      const holders = postings.get(word);
      if (holders) holders.add(place);
      else postings.set(word, new Set([place]));
    }
  }

  const leadsOnlyTo = (place: string, stem: string, answer: string): boolean => {
    const weights = new Map<string, number>();
    for (const word of new Set(indexWordsOf(stem))) {
      const holders = postings.get(word);
      if (!holders) continue;
      const rarity = Math.log(1 + texts.size / holders.size);
      for (const holder of holders) weights.set(holder, (weights.get(holder) ?? 0) + rarity);
    }
    const own = weights.get(place) ?? 0;
    if (own === 0) return false;
    for (const [holder, weight] of weights) {
      if (weight > own * clearLead && !mentions(texts.get(holder) ?? '', answer)) return false;
    }
    return true;
  };
  return { leadsOnlyTo };
};
