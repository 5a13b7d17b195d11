import { contentWordsOf, fourGramLikeness } from '@ai-teacher/language/words.ts';
import { stemKeyOf } from '../drafts/item-draft.ts';

/** From this likeness on, two stems ask nearly the same. */
export const maxStemLikeness = 0.75;
/** Stems that nearly ask the same share this part of the words of the shorter one. */
const minSharedWords = 0.5;

/** Finds near-duplicates among many stems without comparing all of them letter by letter. */
export type StemIndex = {
  readonly has: (stem: string) => boolean;
  readonly hasLike: (stem: string) => boolean;
};

export const indexStems = (stems: readonly string[]): StemIndex => {
  const keys = new Set(stems.map(stemKeyOf));
  const postings = new Map<string, number[]>();
  const sizes = stems.map((stem, at) => {
    const words = new Set(contentWordsOf(stem));
    for (const word of words) {
      const holders = postings.get(word);
      if (holders === undefined) postings.set(word, [at]);
      else holders.push(at);
    }
    return words.size;
  });
  return {
    has: (stem) => keys.has(stemKeyOf(stem)),
    hasLike: (stem) => {
      if (keys.has(stemKeyOf(stem))) return true;
      const words = new Set(contentWordsOf(stem));
      const shared = new Map<number, number>();
      for (const word of words)
        for (const at of postings.get(word) ?? []) shared.set(at, (shared.get(at) ?? 0) + 1);
      return [...shared].some(
        ([at, count]) =>
          count >= minSharedWords * Math.min(words.size, sizes[at] ?? 0) &&
          fourGramLikeness(stem, stems[at] ?? '') > maxStemLikeness,
      );
    },
  };
};
