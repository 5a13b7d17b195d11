import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { AnswerWriter, Clock, Repositories, UnitOfWork } from '../ports.ts';
import { mostAnswerTokens } from './estimate-tokens.ts';

/** How many of a model's tokens one person may use on a day (UTC). */
export type TokenBudget = {
  tokensPerDay: number;
  /** Speaks when the tokens do not suffice; without one the question is refused. */
  whenSpent?: AnswerWriter;
};

type Deps = {
  clock: Clock;
  tokenBudget?: TokenBudget;
};

/** What an answer under way may cost, booked before it is asked for. What nobody settles stays booked: it may have been spent. */
export type Reservation = {
  userId: string;
  day: string;
  tokens: number;
};

/** Whether a model may be asked, and what was set aside for that. */
export type Grant = { mayAsk: true; reservation?: Reservation } | { mayAsk: false; instead: AnswerWriter };

const dayOf = (now: Date): string => now.toISOString().slice(0, 10);

/** Refuses a question of somebody whose day has no room for another answer, before anything is done for it. */
export const refuseWhenSpent = async (
  { unitOfWork, clock, tokenBudget }: Deps & { unitOfWork: UnitOfWork },
  userId: string,
): Promise<void> => {
  if (tokenBudget === undefined || tokenBudget.whenSpent !== undefined) return;
  const now = clock.now();
  const used = await unitOfWork.run(({ tokenUse }) => tokenUse.used(userId, dayOf(now)), { readOnly: true });
  if (used + mostAnswerTokens > tokenBudget.tokensPerDay) throw exhausted(now);
};

/**
 * Sets aside what an answer may cost at most, so that answers under way never cost more together than the day holds.
 *
 * @throws Problem `token-budget-exhausted` when it does not fit and nobody else may speak.
 */
export const reserveTokens = async (
  { clock, tokenBudget }: Deps,
  { tokenUse }: Pick<Repositories, 'tokenUse'>,
  { userId, tokens }: { userId: string; tokens: number },
): Promise<Grant> => {
  if (tokenBudget === undefined || tokens === 0) return { mayAsk: true };
  const now = clock.now();
  const day = await tokenUse.reserve(userId, { day: dayOf(now), tokens, most: tokenBudget.tokensPerDay });
  if (day !== undefined) return { mayAsk: true, reservation: { userId, day, tokens } };
  if (tokenBudget.whenSpent === undefined) throw exhausted(now);
  return { mayAsk: false, instead: tokenBudget.whenSpent };
};

/** Puts what was used in the place of what was set aside. */
export const settleTokens = async (
  { tokenUse }: Pick<Repositories, 'tokenUse'>,
  grant: Grant,
  used: number,
): Promise<void> => {
  if (!grant.mayAsk || grant.reservation === undefined) return;
  const { userId, day, tokens } = grant.reservation;
  if (used !== tokens) await tokenUse.correct(userId, day, used - tokens);
};

const exhausted = (now: Date): Problem => {
  const midnight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1);
  return new Problem('token-budget-exhausted', {
    detail: 'No answer fits into what is left of today’s tokens. A new day begins at midnight UTC.',
    retryAfterSeconds: Math.max(1, Math.ceil((midnight - now.getTime()) / 1_000)),
  });
};
