import { beginningOf } from '@ai-teacher/language/clean-text.ts';
import { contentTerms } from '../evidence/question-terms.ts';
import type { Turn } from './ports.ts';

const maxQueryCharacters = 2_000;
/** A question with fewer terms of its own ("And why?") depends on the question before it. */
const minOwnTerms = 2;

/**
 * The text to search the material for: the question, with the question before it when it says too little
 * alone.
 */
export const searchQuery = (question: string, history: readonly Turn[]): string => {
  const previous = history.findLast((turn) => turn.author === 'user')?.text;
  const dependsOnPrevious = previous !== undefined && contentTerms(question).length < minOwnTerms;
  return beginningOf(dependsOnPrevious ? `${previous}\n${question}` : question, maxQueryCharacters);
};
