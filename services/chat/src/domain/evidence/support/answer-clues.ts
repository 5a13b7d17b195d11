import { isFunctionWord, isLight } from '@ai-teacher/language/function-words.ts';
import { allTerms, type Term } from '@ai-teacher/language/terms.ts';
import { headingTermsOf, termedSentencesOf } from '../passage.ts';
import { questionKind } from '../question-kind.ts';
import { likenessTo, questionTerms } from '../question-terms.ts';
import type { RankedSentence } from '../ranking/rank-sentences.ts';
import { asksPlace, disagrees, fitsKind, isNumber, lacksDegree, saysOpposite } from './mismatch.ts';

/** Measures by which a trained model judges whether a sentence answers; all between 0 and 1. */
export type Clues = Readonly<Record<string, number>>;

/** The values that the measures of one question and its best sentence share. */
type Compared = {
  readonly question: string;
  readonly asked: readonly Term[];
  readonly sentence: string;
  readonly terms: readonly Term[];
  /** The terms of the sentence, of its neighbours and of the headings. */
  readonly near: readonly Term[];
  /** Content terms of the sentence that the question does not have. */
  readonly fresh: readonly Term[];
  /** Positions in the sentence of the terms that the question has. */
  readonly places: readonly number[];
  /** For each question term, how well it matches the sentence, the terms near it, and the passage. */
  readonly inSentence: readonly number[];
  readonly inNear: readonly number[];
  readonly inPassage: readonly number[];
};

/**
 * Measures an English question against the best of its ranked sentences: which terms, names and numbers are
 * missing, whether another name or number stands in their place, whether a candidate of the asked kind stands
 * near the matching terms, and whether negation, degree or direction differ.
 */
export const answerClues = (question: string, ranked: readonly RankedSentence[]): Clues => {
  const [best, second] = ranked;
  if (best === undefined) return {};
  const compared = compare(question, best);
  const { rank: _rank, ...features } = best.features;
  return {
    ...features,
    margin: second === undefined ? 1 : Math.min(1, (best.score - second.score) / maxMargin),
    samePassage: flag(second?.passage === best.passage),
    length: Math.min(1, compared.asked.length / maxLength),
    ...missingClues(compared),
    ...orderClues(compared),
    ...mismatchClues(compared),
    ...kindClues(compared),
  };
};
const maxMargin = 5;
const maxLength = 12;

const compare = (question: string, { passage, sentence }: RankedSentence): Compared => {
  const asked = questionTerms(question);
  const likenessOf = likenessTo(asked);
  const matchOf = (terms: readonly Term[]): number[] => {
    const match = asked.map(() => 0);
    for (const term of terms) {
      const likeness = likenessOf(term);
      if (likeness === undefined) continue;
      for (const [at, value] of likeness.entries()) match[at] = Math.max(match[at] ?? 0, value);
    }
    return match;
  };
  const sentences = termedSentencesOf(passage);
  const at = sentences.findIndex((one) => one.sentence.text === sentence.text);
  const terms = sentences[at]?.terms ?? [];
  const headings = headingTermsOf(passage);
  const near = [headings, sentences[at - 1]?.terms ?? [], terms, sentences[at + 1]?.terms ?? []].flat();
  return {
    question,
    asked,
    sentence: sentence.text,
    terms,
    near,
    fresh: terms.filter((term) => likenessOf(term) === undefined && isContent(term.key)),
    places: terms.flatMap((term) => (likenessOf(term) === undefined ? [] : [term.position])),
    inSentence: matchOf(terms),
    inNear: matchOf(near),
    inPassage: matchOf([headings, ...sentences.map((one) => one.terms)].flat()),
  };
};

const isContent = (key: string): boolean => !isFunctionWord(key) && !isLight(key);
const isName = (term: Term): boolean => term.named && !isNumber(term);
const flag = (value: boolean): number => (value ? 1 : 0);
const shareOf = (values: readonly boolean[], otherwise = 0): number =>
  values.length === 0 ? otherwise : values.filter(Boolean).length / values.length;

const maxMissing = 5;
const missingClues = ({ asked, inSentence, inNear, inPassage, terms, fresh }: Compared): Clues => {
  const missing = (match: readonly number[], which: (term: Term) => boolean = () => true): number =>
    Math.min(1, asked.filter((term, at) => match[at] === 0 && which(term)).length / maxMissing);
  const lacksNumber = missing(inNear, isNumber) > 0;
  return {
    missingInSentence: missing(inSentence),
    missingNear: missing(inNear),
    missingInPassage: missing(inPassage),
    missingNamesNear: missing(inNear, isName),
    missingNamesInPassage: missing(inPassage, isName),
    missingNumber: flag(lacksNumber),
    otherNumber: flag(lacksNumber && terms.some(isNumber)),
    otherName: flag(missing(inSentence, isName) > 0 && fresh.some(isName)),
    missingFirst: flag(inNear[0] === 0),
    missingLast: flag(inNear.at(-1) === 0),
    inexact: shareOf(inSentence.filter((value) => value > 0).map((value) => value < 1)),
  };
};

const orderClues = ({ question, asked, terms, places }: Compared): Clues => {
  const firstPlaces = new Map(terms.toReversed().map(({ key, position }) => [key, position]));
  const found = asked.flatMap(({ key }) => firstPlaces.get(key) ?? []);
  const span = (places.at(-1) ?? 0) - (places[0] ?? 0) + 1;
  return {
    inOrder: shareOf(
      found.slice(1).map((place, at) => place > (found[at] ?? 0)),
      0.5,
    ),
    phrases: phraseShare(allTerms(question), terms),
    density: places.length / span,
  };
};

/** The share of neighbouring words of the question, one of them a content word, that recur together. */
const phraseShare = (question: readonly Term[], terms: readonly Term[]): number => {
  const pairsOf = (list: readonly Term[]) =>
    list.slice(1).map((term, at) => [list[at]?.key ?? '', term.key] as const);
  const held = new Set(pairsOf(terms).map((pair) => pair.join(' ')));
  const pairs = pairsOf(question).filter((pair) => !pair.every((key) => isFunctionWord(key)));
  return shareOf(pairs.map((pair) => held.has(pair.join(' '))));
};

const mismatchClues = ({ question, sentence, near }: Compared): Clues => {
  const words = new Set(near.map(({ key }) => key));
  return {
    negation: flag(disagrees(question, sentence)),
    opposite: flag(saysOpposite(question, words)),
    missingDegree: flag(lacksDegree(question, words)),
  };
};

const maxCandidates = 5;
/** A candidate further from every matching term does not count as near. */
const maxDistance = 20;

const kindClues = ({ question, asked, fresh, places, inNear }: Compared): Clues => {
  const kind = questionKind(question);
  const candidates = fresh.filter((term) => fitsKind(term, kind, question));
  const distances = candidates.flatMap(({ position }) => places.map((place) => Math.abs(place - position)));
  const noun = nounPattern.exec(question)?.[1]?.toLowerCase();
  const nounAt = asked.findIndex(({ key }) => key === noun);
  return {
    candidates: Math.min(1, candidates.length / maxCandidates),
    candidateNear: 1 / (1 + Math.min(maxDistance, ...distances)),
    asksTime: flag(kind === 'time'),
    asksNumber: flag(kind === 'number'),
    asksPerson: flag(kind === 'person'),
    asksPlace: flag(asksPlace(question)),
    asksReason: flag(/\bwhy\b/iu.test(question)),
    asksManner: flag(kind === 'other' && /\bhow\b/iu.test(question)),
    asksNoun: flag(nounAt >= 0),
    hasNoun: flag((inNear[nounAt] ?? 0) > 0),
  };
};
const nounPattern = /\b(?:what|which)(?:\s+(?:type|kind|sort|form|part|name)s? of)?\s+(\p{L}+)/iu;
