import { sentenceSpansOf } from '@ai-teacher/language/sentences.ts';
import { stemOf } from '@ai-teacher/language/stems.ts';
import type { Criterion } from '../../item-writing/drafts/item-draft.ts';
import { indexWordsOf } from '../../item-writing/drafts/term-search.ts';
import type { GradableItem } from '../ports.ts';
import { negations } from '../words/negations.ts';
import { answerWords } from '../words/normalise-answer.ts';

/** The evidence of an answer's words for a criterion, and the sentence with most of the evidence. */
export type CriterionFinding = {
  readonly criterionId: string;
  readonly finding: 'met' | 'partly' | 'not_found';
  readonly evidence: string | null;
};

/** Shares of the words of a criterion that one sentence of the answer repeats. */
const metFrom = 0.6;
const partlyFrom = 0.3;
/** One common word is no evidence. */
const minSharedWords = 2;

type Said = { readonly text: string; readonly words: ReadonlySet<string>; readonly isNegated: boolean };

/**
 * Looks for the criteria of a long answer in its sentences, by the words that the question does not give
 * away. The findings are hints for a teacher: they compare words, not meanings. A sentence that negates what
 * the criterion states, or the reverse, meets it in part at most.
 */
export const findEvidence = (
  { criteria = [], stem }: Pick<GradableItem, 'criteria' | 'stem'>,
  response: string,
): CriterionFinding[] => {
  const asked = new Set(stemsOf(stem));
  const sentences = sentenceSpansOf(response)
    .map(({ start, end }) => response.slice(start, end).trim())
    .filter((text) => text !== '')
    .map((text): Said => ({ text, words: new Set(stemsOf(text)), isNegated: isNegated(text) }));
  return criteria.map((criterion) => findingOf(criterion, sentences, asked));
};

const findingOf = (
  { criterionId, label }: Criterion,
  sentences: readonly Said[],
  asked: ReadonlySet<string>,
): CriterionFinding => {
  const wanted = [...new Set(stemsOf(label))].filter((word) => !asked.has(word));
  const scored = sentences.map((said) => {
    const shared = wanted.filter((word) => said.words.has(word)).length;
    return { said, share: shared < minSharedWords ? 0 : shared / wanted.length };
  });
  const best = scored.reduce((one, other) => (other.share > one.share ? other : one), {
    said: undefined as Said | undefined,
    share: 0,
  });
  if (best.said === undefined || best.share < partlyFrom)
    return { criterionId, finding: 'not_found', evidence: null };
  const isMet = best.share >= metFrom && best.said.isNegated === isNegated(label);
  return { criterionId, finding: isMet ? 'met' : 'partly', evidence: best.said.text };
};

const stemsOf = (text: string): string[] => indexWordsOf(text).map(stemOf);

const isNegated = (text: string): boolean => answerWords(text).some((word) => negations.has(word));
