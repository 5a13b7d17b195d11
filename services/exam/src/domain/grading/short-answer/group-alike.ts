import { rarityBy, trainedModel } from './answer-model.ts';
import { type AnswerText, answerLikeness, readAnswerText } from './answer-text.ts';
import { hasOtherNegation, sharedOrderOf } from './key-features.ts';

/** From this likeness on, two answers stand in one group. A teacher sees each of them. */
const minLikeness = 0.7;

const rarityOf = rarityBy(trainedModel);

/**
 * Groups things by the likeness of their texts. Each thing joins the first group whose first text is alike,
 * with the same numbers and negations and the same order of words. The same things give the same groups.
 * Costs at most the square of their number, so callers pass one page.
 */
export const groupAlike = <Thing>(
  things: readonly Thing[],
  textOf: (thing: Thing) => string,
): readonly (readonly Thing[])[] => {
  const groups: { readonly first: AnswerText; readonly members: Thing[] }[] = [];
  for (const thing of things) {
    const answer = readAnswerText(textOf(thing), rarityOf);
    const group = groups.find(({ first }) => isAlike(answer, first));
    if (group === undefined) groups.push({ first: answer, members: [thing] });
    else group.members.push(thing);
  }
  return groups.map(({ members }) => members).toSorted((one, other) => other.length - one.length);
};

const isAlike = (one: AnswerText, other: AnswerText): boolean =>
  one.words.join(' ') === other.words.join(' ') ||
  (answerLikeness(one, other) >= minLikeness &&
    !hasOtherNegation(one, other) &&
    isEqualSet(one.numbers, other.numbers) &&
    sharedOrderOf(one, other).reversed === 0);

const isEqualSet = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
  one.size === other.size && [...one].every((each) => other.has(each));
