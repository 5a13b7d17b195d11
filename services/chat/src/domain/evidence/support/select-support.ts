import { rememberingBeside } from '@ai-teacher/language/memory/remembering.ts';
import { readable, standsIn } from '@ai-teacher/language/quotes.ts';
import { isSpaceless } from '@ai-teacher/language/scripts.ts';
import { asksBeyondName } from '../framing/beyond-name.ts';
import { asksBeyondTopic } from '../framing/beyond-topic.ts';
import { withoutEarlierAsking } from '../framing/earlier-sentence.ts';
import { isRestricted } from '../framing/restriction.ts';
import { hasPronoun, leansOnEarlier } from '../leans-on-earlier.ts';
import type { Passage } from '../passage.ts';
import { contentTerms, maxQuestions, questionTerms } from '../question-terms.ts';
import { type RankedSentence, rankSentences, supportOf } from '../ranking/rank-sentences.ts';
import { seemsAnswerable } from './answerability.ts';
import { selectQuotes } from './select-quotes.ts';
import { supportOfDifference, supportOfMeaning, supportOfSubject } from './subject-support.ts';
import type { Support } from './support.ts';

/**
 * Calibrated with bench/answers.ts: below it the best sentence is more likely irrelevant (figures in the
 * README).
 */
const supportThreshold = 0.335;
/**
 * N-grams across two words of the question rarely occur again, so the same evidence yields a lower
 * probability.
 */
const spacelessSupportThreshold = 0.21;

/**
 * Selects the sentences that answer a question; `supported` is false when no passage answers. A quoted
 * sentence shares a content term with the question. A question whose only subject is a pronoun has no answer
 * here.
 *
 * @param shown an earlier answer whose quotes come last, for a question that asks for more.
 */
export const selectSupport = (
  asked: string,
  passages: readonly Passage[],
  { shown = '' }: { readonly shown?: string } = {},
): Support => (shown === '' ? supportBefore(asked, passages) : support(asked, passages, shown));

const support = (asked: string, passages: readonly Passage[], shown = ''): Support => {
  if (isRestricted(asked, passages))
    return { supported: false, confidence: 0, quotes: [], nearest: [...passages] };
  const question = withoutEarlierAsking(asked, passages);
  const ranked = rankSentences(question, passages);
  const nearest = [...new Set(ranked.map((entry) => entry.passage))];
  if (ranked[0] !== undefined && asksBeyondName(question, ranked[0].passage))
    return { supported: false, confidence: 0, quotes: [], nearest };
  const fresh = ranked.filter(({ sentence }) => !shown.includes(readable(sentence.text)));
  const lists = fresh.length === ranked.length ? [ranked] : [fresh, ranked];
  const found = saysEnough(question) ? lists.find((list) => answers(question, list, passages)) : undefined;
  const partial = (part: string): Support => selectSupport(part, passages, { shown });
  const framed =
    supportOfDifference(question, found, passages) ??
    supportOfMeaning(question, found, passages, partial) ??
    (found === undefined ? supportOfSubject(question, passages, partial) : undefined);
  if (framed !== undefined) return framed;
  const confidence = supportOfBest(found ?? ranked);
  const quotes = selectQuotes(question, found ?? []);
  const verified = quotes.filter(({ passage, quote }) => standsIn(quote, passage.text));
  return {
    supported: verified.length > 0,
    confidence,
    quotes: verified,
    nearest: nearest.length > 0 ? nearest : [...passages],
  };
};

/** The subject of a question is found in several ways, which mostly agree. */
const supportBefore = rememberingBeside(maxQuestions, support);

const supportOfBest = ([best]: readonly RankedSentence[]): number =>
  best === undefined ? 0 : supportOf(best.features);

const answers = (
  question: string,
  ranked: readonly RankedSentence[],
  passages: readonly Passage[],
): boolean => {
  const [best] = ranked;
  if (best === undefined || !isSupported(question, ranked)) return false;
  return !asksBeyondTopic(question, best.sentence.text, passages) && seemsAnswerable(question, ranked);
};

/** Whether the best sentence is relevant enough; says nothing about a condition that the material lacks. */
export const isSupported = (question: string, [best]: readonly RankedSentence[]): boolean =>
  best !== undefined && supportOf(best.features) >= thresholdFor(question) && !lacksHalf(question, best);

/** A pronoun with at most one word beside it ("Is it dangerous?") says nothing alone. */
const saysEnough = (question: string): boolean => {
  const leaning = leansOnEarlier(question);
  if (leaning === 'pronoun') return contentTerms(question).length > 1;
  return leaning !== 'nothing' || (contentTerms(question).length > 0 && !hasPronoun(question));
};

const thresholdFor = (question: string): number => {
  return isSpaceless(question) ? spacelessSupportThreshold : supportThreshold;
};

/** Of two words that a question is about, a passage with only one is about something else. */
const lacksHalf = (question: string, { features }: RankedSentence): boolean =>
  questionTerms(question).length <= 2 && features.passageCoverage < minShareOfShort;
const minShareOfShort = 0.6;
