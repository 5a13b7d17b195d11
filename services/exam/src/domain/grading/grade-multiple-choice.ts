import { correct, incorrect, unanswered, type Verdict } from './verdict.ts';

/**
 * Each correct choice earns an equal share of the points, and each incorrect choice costs the same share,
 * down to 0. Choosing all options therefore earns nothing when half of the options are correct.
 */
export const gradeMultipleChoice = (chosen: readonly string[], key: readonly string[]): Verdict => {
  const choices = new Set(chosen);
  if (choices.size === 0) return unanswered;
  const hits = key.filter((optionId) => choices.has(optionId)).length;
  const misses = choices.size - hits;
  if (hits === key.length && misses === 0) return correct;
  const share = Math.max(0, hits - misses) / key.length;
  if (share === 0) return incorrect;
  return {
    decided: true,
    share,
    remark: `Partly correct. Correct options chosen: ${hits} of ${key.length}. Incorrect options chosen: ${misses}.`,
  };
};
