import type { Term } from '@ai-teacher/language/terms.ts';
import { bareSubject } from '../framing/bare-subject.ts';
import { definedSubject } from '../framing/defined-subject.ts';
import { pointedTopic } from '../framing/pointed-topic.ts';
import { comparedTerms } from '../message/compared-terms.ts';
import { lastQuestion } from '../message/last-question.ts';
import type { Passage } from '../passage.ts';
import { asksWhat, minDefinition } from '../question-kind.ts';
import { contentTerms, questionTerms, sharesTerm } from '../question-terms.ts';
import { type RankedSentence, rankSentences, supportOf } from '../ranking/rank-sentences.ts';
import { quoteOf } from './select-quotes.ts';
import type { Support } from './support.ts';

/** The support of a part of the question. */
type SupportOfPart = (part: string) => Support;

const isDefinition = (ranked: readonly RankedSentence[] | undefined): boolean =>
  (ranked?.[0]?.features.defines ?? 0) >= minDefinition;

/**
 * The support of the subject of a framed question whose meaning the book states. A word of the frame may
 * occur in the book ("Explain precipitation like I am five"), and a sentence with it is no better answer.
 *
 * @param found the sentences that support the whole question, best first.
 */
export const supportOfMeaning = (
  question: string,
  found: readonly RankedSentence[] | undefined,
  passages: readonly Passage[],
  supportOfPart: SupportOfPart,
): Support | undefined => {
  if (contentTerms(question).length < 2 || isDefinition(found) || !asksWhat(question)) return undefined;
  const subject = definedSubject(question, passages) ?? pointedTopic(question, passages);
  if (subject === undefined || subject === question || !isDefinition(rankSentences(subject, passages)))
    return undefined;
  const support = supportOfPart(subject);
  return support.supported ? support : undefined;
};

/** The sentence that defines a term: "X is …". */
export const definitionOf = (term: string, passages: readonly Passage[]): RankedSentence | undefined =>
  rankSentences(term, passages).find(({ features }) => features.defines >= minDefinition);

/**
 * The definitions of two things whose difference a question asks for, and the best sentence for the question
 * when it names both. Declined when the book does not know one of them. Undefined when it does not define
 * both.
 *
 * @param found the sentences that support the whole question, best first.
 */
export const supportOfDifference = (
  question: string,
  found: readonly RankedSentence[] | undefined,
  passages: readonly Passage[],
): Support | undefined => {
  const names = comparedTerms(question);
  if (names === undefined) return undefined;
  const compared = names.map(questionTerms);
  const isKnown = (terms: readonly Term[]): boolean => passages.some(({ text }) => sharesTerm(terms, text));
  if (!compared.every(isKnown))
    return { supported: false, confidence: 0, quotes: [], nearest: [...passages] };
  const definitions = names.flatMap((term) => definitionOf(term, passages) ?? []);
  if (definitions.length < compared.length) return undefined;
  const namesBoth = ({ sentence }: RankedSentence): boolean =>
    compared.every((terms) => sharesTerm(terms, sentence.text));
  const chosen = [...definitions, ...(found ?? []).slice(0, 1).filter(namesBoth)];
  return {
    supported: true,
    confidence: Math.min(...definitions.map(({ features }) => supportOf(features))),
    quotes: chosen.map(quoteOf),
    nearest: [...new Set(chosen.map(({ passage }) => passage))],
  };
};

/** The support of what the question is about, without its frame; undefined when nothing can be left out. */
export const supportOfSubject = (
  question: string,
  passages: readonly Passage[],
  supportOfPart: SupportOfPart,
): Support | undefined => {
  let support: Support | undefined;
  for (const subjectIn of [bareSubject, definedSubject, pointedTopic, lastQuestion]) {
    const subject = subjectIn(question, passages);
    if (subject === undefined || subject === question) continue;
    support = supportOfPart(subject);
    if (support.supported) return support;
  }
  return support;
};
