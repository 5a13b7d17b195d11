import { contentWordsOf, likenessOf, termKeyOf } from '@ai-teacher/language/words.ts';
import type { Definition } from '../drafts/item-draft.ts';
import { inSeededOrder } from '../drafts/seeded-order.ts';

const maxMeaningLikeness = 0.7;

/** Removes terms that the book explains in the same words, because no item can distinguish them. */
export const withDistinctMeanings = (definitions: readonly Definition[]): Definition[] => {
  const known = definitions.map(({ meaning, term }) => ({
    term: termKeyOf(term),
    words: new Set(contentWordsOf(meaning)),
  }));
  return definitions.filter((_, at) => {
    const own = known[at];
    return known.every(
      (other) =>
        other.term === own?.term || likenessOf(own?.words ?? other.words, other.words) < maxMeaningLikeness,
    );
  });
};

/** Takes the chapters in turn, each with its clearest definitions first. */
export const acrossChapters = (definitions: readonly Definition[], seed: string): Definition[] => {
  const chapters = [...Map.groupBy(definitions, ({ chapter }) => chapter).values()].map((chapter) =>
    inSeededOrder(chapter, seed, ({ term }) => term).sort((left, right) => right.clarity - left.clarity),
  );
  const maxLength = Math.max(0, ...chapters.map((chapter) => chapter.length));
  return Array.from({ length: maxLength }, (_, row) =>
    chapters.flatMap((chapter) => chapter[row] ?? []),
  ).flat();
};
