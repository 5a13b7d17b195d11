import { bareSubject } from '../framing/bare-subject.ts';
import { definedSubject } from '../framing/defined-subject.ts';
import { pointedTopic } from '../framing/pointed-topic.ts';
import { comparedTerms } from '../message/compared-terms.ts';
import { lastQuestion } from '../message/last-question.ts';
import type { Passage } from '../passage.ts';
import { asksWhat } from '../question-kind.ts';
import { contentTerms, questionTerms, sharesTerm } from '../question-terms.ts';
import { type RankedSentence, rankSentences } from '../rank-sentences.ts';
import type { Support } from './support.ts';

/** The support of a part of the question. */
type SupportOf = (part: string) => Support;

/** "X is …" */
const minDefinition = 0.8;

const isDefinition = (ranked: readonly RankedSentence[] | undefined): boolean =>
  (ranked?.[0]?.features.defines ?? 0) >= minDefinition;

/**
 * The support of the subject of a framed question whose meaning the book states. A word of the frame may occur
 * in the book ("Explain precipitation like I am five"), and a sentence with it is no better answer.
 *
 * @param found the sentences that support the whole question, best first.
 */
export const supportOfMeaning = (
  question: string,
  found: readonly RankedSentence[] | undefined,
  passages: readonly Passage[],
  supportOf: SupportOf,
): Support | undefined => {
  if (contentTerms(question).length < 2 || isDefinition(found) || !asksWhat(question)) return undefined;
  const subject = definedSubject(question, passages);
  if (subject === undefined || subject === question || !isDefinition(rankSentences(subject, passages)))
    return undefined;
  const support = supportOf(subject);
  return support.supported ? support : undefined;
};

/**
 * The definitions of two things whose difference a question asks for. Declined when the book does not know one of
 * them. Undefined when it does not define both, or when the best sentence for the question names both.
 */
export const supportOfDifference = (
  question: string,
  found: readonly RankedSentence[] | undefined,
  passages: readonly Passage[],
  supportOf: SupportOf,
): Support | undefined => {
  const compared = comparedTerms(question);
  const best = found?.[0]?.sentence.text;
  if (compared === undefined) return undefined;
  if (best !== undefined && compared.every((term) => sharesTerm(questionTerms(term), best))) return undefined;
  const isKnown = (term: string): boolean =>
    passages.some(({ text }) => sharesTerm(questionTerms(term), text));
  if (!compared.every(isKnown))
    return { supported: false, confidence: 0, quotes: [], nearest: [...passages] };
  if (!compared.every((term) => isDefinition(rankSentences(term, passages)))) return undefined;
  const [one, other] = compared.map(supportOf);
  if (!one?.supported || !other?.supported) return undefined;
  return {
    supported: true,
    confidence: Math.min(one.confidence, other.confidence),
    quotes: [...one.quotes.slice(0, 1), ...other.quotes.slice(0, 1)],
    nearest: [...new Set([...one.nearest, ...other.nearest])],
  };
};

/** The support of what the question is about, without its frame; undefined when nothing can be left out. */
export const supportOfSubject = (
  question: string,
  passages: readonly Passage[],
  supportOf: SupportOf,
): Support | undefined => {
  let support: Support | undefined;
  for (const subjectIn of [bareSubject, definedSubject, pointedTopic, lastQuestion]) {
    const subject = subjectIn(question, passages);
    if (subject === undefined || subject === question) continue;
    support = supportOf(subject);
    if (support.supported) return support;
  }
  return support;
};
