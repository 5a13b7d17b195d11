import { contentTerms } from '../evidence/question-terms.ts';
import type { Turn } from '../ports.ts';

const longestQuery = 2_000;
/** Fewer terms of its own than this, and a question ("And why?") leans on the one before it. */
const fewestTerms = 2;

/** What to look for in the material: the question, with the one before it when it says too little by itself. */
export const searchQuery = (question: string, history: readonly Turn[]): string => {
  const previous = history.findLast((turn) => turn.author === 'user')?.text;
  const leans = previous !== undefined && contentTerms(question).length < fewestTerms;
  return (leans ? `${previous}\n${question}` : question).slice(0, longestQuery);
};
