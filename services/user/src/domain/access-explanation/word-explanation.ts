import type { AccessExplanation, ShownPlace } from './ports.ts';

/** Says in one or two sentences of English which rule decides. */
export const wordExplanation = (explanation: AccessExplanation): string => {
  const { decision, resource, isSelf } = explanation;
  return sentences[decision.rule]({
    ...explanation,
    thing: resource.kind,
    who: isSelf ? 'You' : 'The person',
    be: isSelf ? 'are' : 'is',
    has: isSelf ? 'have' : 'has',
    whose: isSelf ? 'your' : 'their',
    given: resource.kind === 'exam' ? 'assigned to' : 'shared with',
  });
};

type Words = AccessExplanation & {
  readonly thing: string;
  readonly who: string;
  readonly be: string;
  readonly has: string;
  readonly whose: string;
  readonly given: string;
};

const nameOf = (place: ShownPlace | null): string => {
  if (place === null) return 'a class that you may not see';
  return place.kind === 'institution' ? 'the institution' : `the ${place.kind} “${place.name}”`;
};

/** A class carries its own membership, so only a membership in a unit names the class. */
const through = ({ place, carriedBy }: Words): string =>
  place?.kind === 'unit' && carriedBy !== null ? ` through ${nameOf(carriedBy)}` : '';

const belongs = (words: Words): string => {
  const { who, isSelf } = words;
  return `${isSelf ? 'you' : who.toLowerCase()} ${isSelf ? 'belong' : 'belongs'} to it${through(words)}`;
};

const shared = (words: Words): string =>
  `The ${words.thing} is ${words.given} ${nameOf(words.place)}, and ${belongs(words)}.`;

const sentences: Readonly<Record<AccessExplanation['decision']['rule'], (words: Words) => string>> = {
  owner: ({ who, has, thing }) =>
    thing === 'exam' ? `${who} ${has} this exam as its teacher.` : `${who} ${has} uploaded this document.`,
  'institution-admin': ({ who, be, thing }) =>
    `${who} ${be} an admin of the institution in which the ${thing} is shared.`,
  'unit-admin': ({ who, be, thing, place }) =>
    `${who} ${be} an admin of ${nameOf(place)}, and the ${thing} is shared in it.`,
  institution: shared,
  class: shared,
  unit: shared,
  attempt: ({ who, has }) => `${who} ${has} an attempt at this exam.`,
  excluded: (words) => {
    const refusal = `The ${words.thing} is withheld from ${nameOf(words.place)}, and ${belongs(words)}.`;
    const { overruled } = words.decision;
    return overruled === null
      ? refusal
      : `${refusal} This beats the permission of ${nameOf(words.overruled)}.`;
  },
  private: ({ thing }) =>
    thing === 'exam'
      ? 'The exam is a draft, which only its teacher reads.'
      : 'The document is private, so only its owner reads it.',
  'not-shared': ({ thing, given, whose }) => `The ${thing} is ${given} none of ${whose} classes and units.`,
  'membership-ended': (words) =>
    `The ${words.thing} is ${words.given} ${nameOf(words.place)}, and ${words.whose} membership has ended.`,
  'other-institution': ({ thing }) => `The ${thing} belongs to another institution.`,
  'not-accessible': ({ thing, who }) =>
    `No rule lets ${who.toLowerCase()} read this ${thing}, or it does not exist.`,
};
