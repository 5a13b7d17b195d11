import { isFunctionWord } from '@ai-teacher/language/function-words.ts';
import { stemOf } from '@ai-teacher/language/stems.ts';
import { negations } from '../words/negations.ts';
import { answerWords } from '../words/normalise-answer.ts';
import type { StemRarity } from './answer-model.ts';

/** Counts or weights by key, with the length of the vector. */
export type Vector = { readonly values: ReadonlyMap<string, number>; readonly length: number };

/** A text in the forms that the features compare. */
export type AnswerText = {
  readonly words: readonly string[];
  /** Stems of all words, and of the words that carry the subject. */
  readonly stems: ReadonlySet<string>;
  readonly contentStems: ReadonlySet<string>;
  /** The content stems that occur once, with their places. */
  readonly places: ReadonlyMap<string, number>;
  readonly numbers: ReadonlySet<string>;
  readonly negationCount: number;
  /** Neighbouring stems. */
  readonly pairs: ReadonlySet<string>;
  /** Runs of three and four characters, which survive misspellings. */
  readonly grams: Vector;
  /** The stems, weighted by their rarity. */
  readonly weightedStems: Vector;
};

const gramSizes = [3, 4];
/** Common stems keep a little weight, because “not”, “more” and “less” decide an answer too. */
const minStemWeight = 0.3;
/** Contractions without their apostrophe, as `answerWords` leaves them: “doesnt”, “werent”. */
const contractedNegation = /^(?:do|does|did|is|was|were|wo|ca|could|would|should|are|have|has|had)nt$/u;

export const readAnswerText = (text: string, rarityOf: StemRarity): AnswerText => {
  const words = answerWords(text);
  const stems = words.map(stemOf);
  const content = stems.filter((_, at) => !isFunctionWord(words[at] ?? ''));
  const contentCounts = countsOf(content);
  return {
    words,
    stems: new Set(stems),
    contentStems: new Set(content),
    places: new Map(
      [...content.entries()]
        .filter(([, stem]) => contentCounts.get(stem) === 1)
        .map(([at, stem]) => [stem, at]),
    ),
    numbers: new Set(words.filter((word) => /\p{Nd}/u.test(word))),
    negationCount: words.filter((word) => negations.has(word) || contractedNegation.test(word)).length,
    pairs: new Set(stems.slice(1).map((stem, at) => `${stems[at]} ${stem}`)),
    grams: vectorOf(countsOf(gramsOf(` ${words.join(' ')} `))),
    weightedStems: vectorOf(
      new Map(stems.map((stem) => [stem, Math.max(minStemWeight, rarityOf(stem))] as const)),
    ),
  };
};

/** The words that carry the subject of a text, each once, with their stems. */
export const termsOf = (text: string): { readonly word: string; readonly stem: string }[] => {
  const terms = new Map(
    answerWords(text)
      .filter((word) => !isFunctionWord(word))
      .map((word) => [stemOf(word), word] as const),
  );
  return [...terms].map(([stem, word]) => ({ word, stem }));
};

const gramsOf = (text: string): string[] =>
  gramSizes.flatMap((size) =>
    Array.from({ length: Math.max(0, text.length - size + 1) }, (_, at) => text.slice(at, at + size)),
  );

const countsOf = (keys: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
};

const vectorOf = (values: ReadonlyMap<string, number>): Vector => ({
  values,
  length: Math.sqrt(values.values().reduce((sum, value) => sum + value * value, 0)),
});

/** The cosine of two vectors with positive values, from 0 to 1. */
const cosineOf = (one: Vector, other: Vector): number => {
  if (one.length === 0 || other.length === 0) return 0;
  const [few, many] = one.values.size <= other.values.size ? [one, other] : [other, one];
  let product = 0;
  for (const [key, value] of few.values) product += value * (many.values.get(key) ?? 0);
  return product / (one.length * other.length);
};

export const gramLikeness = (one: AnswerText, other: AnswerText): number => cosineOf(one.grams, other.grams);

/** The likeness of two answers, from 0 to 1: half by their characters, half by their stems. */
export const answerLikeness = (one: AnswerText, other: AnswerText): number =>
  (gramLikeness(one, other) + cosineOf(one.weightedStems, other.weightedStems)) / 2;
