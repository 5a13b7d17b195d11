import type { ReadPage } from '../drafts/item-draft.ts';
import { indexWordsOf } from '../drafts/term-search.ts';

/** Answers questions about the words of some pages. Words are those of `indexWordsOf`. */
export type MaterialIndex = {
  /** Whether one sentence contains all of these words. False without any word. */
  readonly isStated: (words: readonly string[]) => boolean;
  /**
   * Whether a sentence contains all `words`, and of the words in `about` that the pages contain at least this
   * share, by rarity.
   */
  readonly isStatedAbout: (words: readonly string[], about: readonly string[], minShare: number) => boolean;
  /** The pages whose words fit the query best, best first. */
  readonly search: (query: string, count: number) => readonly ReadPage[];
};

/** The usual constants of BM25. */
const saturation = 1.2;
const lengthInfluence = 0.75;

type PageHit = { readonly page: number; readonly count: number };

const add = <T>(postings: Map<string, T[]>, word: string, entry: T): void => {
  const entries = postings.get(word);
  if (entries === undefined) postings.set(word, [entry]);
  else entries.push(entry);
};

/** Indexes the sentences and the pages of a material. */
export const indexMaterial = (pages: readonly ReadPage[]): MaterialIndex => {
  const sentences: ReadonlySet<string>[] = [];
  const sentencesWith = new Map<string, number[]>();
  const pagesWith = new Map<string, PageHit[]>();
  const lengths: number[] = [];
  for (const [at, read] of pages.entries()) {
    for (const { text } of read.sentences) {
      const words = new Set(indexWordsOf(text));
      for (const word of words) add(sentencesWith, word, sentences.length);
      sentences.push(words);
    }
    const words = indexWordsOf(read.page.text);
    lengths.push(words.length);
    for (const [word, { length }] of Map.groupBy(words, (each) => each))
      add(pagesWith, word, { page: at, count: length });
  }
  const rarityOf = (word: string): number => {
    const holders = sentencesWith.get(word)?.length ?? 0;
    return holders === 0 ? 0 : Math.log(1 + sentences.length / holders);
  };
  const holdersOf = (words: readonly string[]): number[] => {
    const [rarest, ...others] = words
      .map((word) => sentencesWith.get(word) ?? [])
      .sort((left, right) => left.length - right.length);
    const sets = others.map((holders) => new Set(holders));
    return rarest?.filter((sentence) => sets.every((holders) => holders.has(sentence))) ?? [];
  };
  return {
    isStated: (words) => holdersOf([...new Set(words)]).length > 0,
    isStatedAbout: (words, about, minShare) => {
      const subject = [...new Set(about)].filter((word) => sentencesWith.has(word));
      const whole = subject.reduce((sum, word) => sum + rarityOf(word), 0);
      if (whole === 0) return false;
      return holdersOf([...new Set(words)]).some((sentence) => {
        const held = subject.filter((word) => sentences[sentence]?.has(word));
        return held.reduce((sum, word) => sum + rarityOf(word), 0) >= whole * minShare;
      });
    },
    search: (query, count) => {
      const scores = scoresOf([...new Set(indexWordsOf(query))], { pagesWith, lengths });
      return [...scores]
        .sort(([left, first], [right, second]) => second - first || left - right)
        .slice(0, count)
        .flatMap(([at]) => pages[at] ?? []);
    },
  };
};

const scoresOf = (
  words: readonly string[],
  { pagesWith, lengths }: { pagesWith: ReadonlyMap<string, PageHit[]>; lengths: readonly number[] },
): Map<number, number> => {
  const meanLength = Math.max(1, lengths.reduce((sum, length) => sum + length, 0) / lengths.length);
  const scores = new Map<number, number>();
  for (const word of words) {
    const hits = pagesWith.get(word) ?? [];
    const rarity = Math.log(1 + (lengths.length - hits.length + 0.5) / (hits.length + 0.5));
    for (const { page, count } of hits) {
      const length = 1 - lengthInfluence + (lengthInfluence * (lengths[page] ?? 0)) / meanLength;
      const weight = (rarity * count * (saturation + 1)) / (count + saturation * length);
      scores.set(page, (scores.get(page) ?? 0) + weight);
    }
  }
  return scores;
};
