import { rightVerdict, unanswered, type Verdict, wrong } from './verdict.ts';

/**
 * Every right choice earns its part, every wrong one takes such a part away, never below nothing: choosing all
 * options is worth nothing, and so is guessing on average.
 */
export const gradeMultipleChoice = (chosen: readonly string[], right: readonly string[]): Verdict => {
  const choices = new Set(chosen);
  if (choices.size === 0) return unanswered;
  const hits = right.filter((optionId) => choices.has(optionId)).length;
  const misses = choices.size - hits;
  if (hits === right.length && misses === 0) return rightVerdict;
  const share = Math.max(0, hits - misses) / right.length;
  if (share === 0) return wrong;
  return {
    decided: true,
    share,
    remark: `Partly right: ${hits} of ${right.length} found, ${misses} wrongly chosen.`,
  };
};
