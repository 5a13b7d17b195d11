import { indecencyOf } from './answer-check.ts';
import type { Answer, Bytes, Question } from './requests/exchange.ts';

import { asItsUser } from './target.ts';
import type { PlainAnswer, Shot, Target, Trick } from './trick.ts';

/** A shot that was not answered as it must be. */
export type Fault = { readonly shot: Shot; readonly answer: Answer; readonly says: string };

export type Ask = (question: Question | Bytes) => Promise<Answer>;

/**
 * Plays one trick on one target and tells what did not hold.
 *
 * @param ask sends, and waits where it is told to come back later.
 * @param plain the operation's answer without any trick, shared by all tricks on the same target.
 */
export const playTrick = async (
  trick: Trick,
  target: Target,
  { ask, plain }: { ask: Ask; plain: PlainAnswer },
): Promise<readonly Fault[]> => {
  const faults: Fault[] = [];
  for (const shot of trick.shots(target)) {
    const answer = await ask(shot.question);
    const says = indecencyOf(answer) ?? (await shot.expect(answer, plain));
    if (says !== undefined) faults.push({ shot, answer, says });
  }
  return faults;
};

/** Asks for the plain answer once, when it is first needed. */
export const plainAnswerOf = (target: Target, ask: Ask): PlainAnswer => {
  let asked: Promise<Answer> | undefined;
  return () => {
    asked ??= ask(asItsUser(target));
    return asked;
  };
};
