import { editDistance } from '@ai-teacher/language/edit-distance.ts';
import type { StemRarity } from './answer-model.ts';
import { type AnswerText, gramLikeness } from './answer-text.ts';

/** The features of an answer that come from the question, its keys and the rarity of stems. */
export type AnswerKeys = {
  readonly question: AnswerText;
  /** At least one. */
  readonly keys: readonly AnswerText[];
  readonly rarityOf: StemRarity;
};

/** A misspelt stem counts a little less than the stem itself. */
const misspeltShare = 0.9;
const minMisspeltLength = 5;
const shortAnswerWords = 2;
const shortKeyWords = 5;

/** The features of an answer beside the key that is most like it, by name. */
export const keyFeaturesOf = (
  answer: AnswerText,
  { question, keys, rarityOf }: AnswerKeys,
): Readonly<Record<string, number>> => {
  const [first, ...others] = keys.map((key) => comparisonWith(answer, { key, question, rarityOf }));
  if (first === undefined) throw new Error('an answer is compared with at least one key');
  const { closeness: _, ...features } = others.reduce(
    (best, other) => (other.closeness > best.closeness ? other : best),
    first,
  );
  return {
    ...features,
    answerLength: Math.log1p(answer.words.length),
    saysNothing: asNumber(answer.contentStems.size === 0),
    isVeryShort: asNumber(answer.words.length <= shortAnswerWords),
    keyIsShort: asNumber((keys[0]?.words.length ?? 0) <= shortKeyWords),
  };
};

type Compared = { readonly key: AnswerText; readonly question: AnswerText; readonly rarityOf: StemRarity };

const comparisonWith = (answer: AnswerText, { key, question, rarityOf }: Compared) => {
  const found = (stem: string) => presence(answer.contentStems, stem);
  const isNew = (stem: string) => !question.stems.has(stem);
  const keyStems = [...key.contentStems];
  const answerStems = [...answer.contentStems];
  const recall = weightedShare(keyStems, found, rarityOf) ?? 0;
  const newRecall = weightedShare(keyStems.filter(isNew), found, rarityOf);
  const inKey = (stem: string) => presence(key.contentStems, stem);
  const precision = weightedShare(answerStems, inKey, rarityOf) ?? 0;
  const overlap = recall + precision === 0 ? 0 : (2 * recall * precision) / (recall + precision);
  const likeness = gramLikeness(answer, key);
  const order = sharedOrderOf(answer, key);
  const negationDiffers = asNumber(hasOtherNegation(answer, key));
  const foreign = answerStems.filter((stem) => isNew(stem) && inKey(stem) === 0);
  return {
    closeness: overlap + (newRecall ?? recall) + likeness,
    recall,
    precision,
    newRecall: newRecall ?? recall,
    overlap,
    likeness,
    pairRecall: key.pairs.size === 0 ? 0 : 1 - without(key.pairs, answer.pairs).length / key.pairs.size,
    reversedShare: order.reversed / Math.max(1, order.pairs),
    negationDiffers,
    lacksNumber: asNumber(without(key.numbers, answer.numbers).length > 0),
    hasOtherNumber: asNumber(
      without(answer.numbers, key.numbers).some((number) => !question.numbers.has(number)),
    ),
    shareOfQuestion: weightedShare(answerStems, (stem) => asNumber(!isNew(stem)), rarityOf) ?? 0,
    foreignWeight: Math.log1p(foreign.reduce((sum, stem) => sum + rarityOf(stem), 0)),
    lengthRatio: Math.log((answer.words.length + 1) / (key.words.length + 1)),
    keyHasNewWords: asNumber(newRecall !== undefined),
    recallTimesPrecision: recall * precision,
    newRecallSquared: (newRecall ?? recall) ** 2,
    negatedOverlap: negationDiffers * overlap,
  };
};

/** One negation turns a statement around, and two do not. */
export const hasOtherNegation = (one: AnswerText, other: AnswerText): boolean =>
  one.negationCount % 2 !== other.negationCount % 2;

/**
 * The number of pairs of stems that both texts have once, and the number of these pairs in the opposite
 * order.
 */
export type SharedOrder = { readonly pairs: number; readonly reversed: number };

/** “From low to high” says the opposite of “from high to low” with the same words. */
export const sharedOrderOf = (one: AnswerText, other: AnswerText): SharedOrder => {
  const places = [...one.places.keys()].flatMap((stem) => other.places.get(stem) ?? []);
  const pairs = places.flatMap((place, at) => places.slice(at + 1).map((later) => place > later));
  return { pairs: pairs.length, reversed: pairs.filter((isReversed) => isReversed).length };
};

/** 1 for a stem in the set, less for a stem with one misspelling, otherwise 0. */
const presence = (stems: ReadonlySet<string>, stem: string): number => {
  if (stems.has(stem)) return 1;
  if (stem.length < minMisspeltLength) return 0;
  return stems.values().some((other) => other[0] === stem[0] && editDistance(other, stem, 1) === 1)
    ? misspeltShare
    : 0;
};

/** The mean of `presenceOf` over the stems, weighted by rarity; undefined without stems. */
const weightedShare = (
  stems: readonly string[],
  presenceOf: (stem: string) => number,
  rarityOf: StemRarity,
): number | undefined => {
  let total = 0;
  let reached = 0;
  for (const stem of stems) {
    const weight = rarityOf(stem);
    total += weight;
    reached += weight * presenceOf(stem);
  }
  return total === 0 ? undefined : reached / total;
};

const without = (these: ReadonlySet<string>, those: ReadonlySet<string>): string[] =>
  [...these].filter((each) => !those.has(each));

const asNumber = (condition: boolean): number => (condition ? 1 : 0);
