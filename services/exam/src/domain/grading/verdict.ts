/** What a rule says of a response: a share of the points from 0 to 1, or that a person must look. */
export type Verdict = { decided: true; share: number; remark: string } | { decided: false; remark: string };

export const rightVerdict: Verdict = { decided: true, share: 1, remark: 'Right.' };
export const wrong: Verdict = { decided: true, share: 0, remark: 'Not right.' };
export const unanswered: Verdict = { decided: true, share: 0, remark: 'No answer was given.' };
