import { answerFaultOf } from './answer-check.ts';
import type { Answer, Bytes, Question } from './requests/exchange.ts';

import { asItsUser } from './target.ts';
import type { PlainAnswer, Shot, Target, Trick } from './trick.ts';

/** A shot with an answer that breaks the expectation. */
export type Fault = { readonly shot: Shot; readonly answer: Answer; readonly says: string };

export type Ask = (question: Question | Bytes) => Promise<Answer>;

/**
 * Plays one trick on one target.
 *
 * @param ask sends a request, and waits when a limit or an overload refused it.
 * @param plain the operation's answer without any trick, shared by all tricks on the same target.
 * @returns the shots whose answer broke the expectation; undefined when the trick has no shot for the target.
 */
export const playTrick = async (
  trick: Trick,
  target: Target,
  { ask, plain }: { ask: Ask; plain: PlainAnswer },
): Promise<readonly Fault[] | undefined> => {
  const shots = trick.shots(target);
  if (shots.length === 0) return undefined;
  const faults: Fault[] = [];
  for (const shot of shots) {
    const answer = await ask(shot.question);
    const says = answerFaultOf(answer) ?? (await shot.expect(answer, plain));
    if (says !== undefined) faults.push({ shot, answer, says });
  }
  return faults;
};

/**
 * Returns the plain answer: the answer to the request without a trick. Sends this request once, at the
 * first use.
 */
export const plainAnswerOf = (target: Target, ask: Ask): PlainAnswer => {
  let asked: Promise<Answer> | undefined;
  return () => {
    asked ??= ask(asItsUser(target));
    return asked;
  };
};
