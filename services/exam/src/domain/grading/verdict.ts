/** The result of a rule: a share of the points from 0 to 1, or “a teacher must decide”. */
export type Verdict = { decided: true; share: number; remark: string } | { decided: false; remark: string };

export const correct: Verdict = { decided: true, share: 1, remark: 'This answer is correct.' };
export const incorrect: Verdict = { decided: true, share: 0, remark: 'This answer is not correct.' };
export const unanswered: Verdict = { decided: true, share: 0, remark: 'No answer was given.' };
export const undecided: Verdict = { decided: false, remark: 'Your teacher will mark this answer.' };
export const given: Verdict = { decided: true, share: 1, remark: 'Everyone gets the points of this item.' };

/** All points, then “a teacher must decide”, then the larger share. */
export const betterOf = (one: Verdict, other: Verdict): Verdict =>
  worthOf(other) > worthOf(one) ? other : one;

const worthOf = (verdict: Verdict): number => {
  if (!verdict.decided) return 1;
  return verdict.share === 1 ? 2 : verdict.share;
};
