/** The result of a rule: a share of the points from 0 to 1, or “a teacher must decide”. */
export type Verdict = { decided: true; share: number; remark: string } | { decided: false; remark: string };

export const correct: Verdict = { decided: true, share: 1, remark: 'This answer is correct.' };
export const incorrect: Verdict = { decided: true, share: 0, remark: 'This answer is not correct.' };
export const unanswered: Verdict = { decided: true, share: 0, remark: 'No answer was given.' };
export const undecided: Verdict = { decided: false, remark: 'Your teacher will mark this answer.' };
