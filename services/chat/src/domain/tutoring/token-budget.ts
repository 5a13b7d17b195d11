import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { maxAnswerTokens } from './estimate-tokens.ts';
import type { Repositories } from './ports.ts';

/** How many of a model's tokens one user may use on a day (UTC). */
export type TokenBudget = {
  readonly tokensPerDay: number;
};

type Deps = {
  readonly clock: Clock;
  /** Absent when tokens are not counted. */
  readonly tokenBudget?: TokenBudget;
};

/**
 * The maximum cost of an answer, booked before the answer begins. A reservation that is never settled stays
 * booked, because its tokens may have been used.
 */
export type Reservation = {
  readonly userId: string;
  readonly day: string;
  readonly tokens: number;
};

/** Whether the tokens suffice for an answer, and what was reserved for it. */
export type Grant =
  | { readonly tokensSuffice: true; readonly reservation?: Reservation }
  | { readonly tokensSuffice: false };

const dayOf = (now: Date): string => now.toISOString().slice(0, 10);

/** Whether the user's day has no room for another answer. */
export const isBudgetSpent = async (
  {
    unitOfWork,
    clock,
    tokenBudget,
  }: Deps & { readonly unitOfWork: UnitOfWork<Pick<Repositories, 'tokenUse'>> },
  userId: string,
): Promise<boolean> => {
  if (tokenBudget === undefined) return false;
  const day = dayOf(clock.now());
  const used = await unitOfWork.run(({ tokenUse }) => tokenUse.used(userId, day), { readOnly: true });
  return used + maxAnswerTokens > tokenBudget.tokensPerDay;
};

/** Whether an answer of so many tokens at most needs a reservation. */
export const reservesTokens = ({ tokenBudget }: Pick<Deps, 'tokenBudget'>, tokens: number): boolean =>
  tokenBudget !== undefined && tokens > 0;

/**
 * Reserves the maximum cost of an answer, so that concurrent answers never cost more together than the day
 * holds.
 */
export const reserveTokens = async (
  { clock, tokenBudget }: Deps,
  { tokenUse }: Pick<Repositories, 'tokenUse'>,
  { userId, tokens }: { readonly userId: string; readonly tokens: number },
): Promise<Grant> => {
  if (tokenBudget === undefined || tokens === 0) return { tokensSuffice: true };
  const today = dayOf(clock.now());
  const day = await tokenUse.reserve(userId, { day: today, tokens, maxTokens: tokenBudget.tokensPerDay });
  return day === undefined
    ? { tokensSuffice: false }
    : { tokensSuffice: true, reservation: { userId, day, tokens } };
};

/** Whether the tokens of an answer must be corrected, because they were reserved. */
export const settlesTokens = (grant: Grant): boolean =>
  grant.tokensSuffice && grant.reservation !== undefined;

/** Replaces the reserved tokens by the used tokens. */
export const settleTokens = async (
  { tokenUse }: Pick<Repositories, 'tokenUse'>,
  grant: Grant,
  used: number,
): Promise<void> => {
  if (!grant.tokensSuffice || grant.reservation === undefined) return;
  const { userId, day, tokens } = grant.reservation;
  if (used !== tokens) await tokenUse.correct(userId, day, used - tokens);
};

/** Problem `token-budget-exhausted`, which says when the next day begins. */
export const budgetExhausted = (now: Date): Problem => {
  const midnight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1);
  return new Problem('token-budget-exhausted', {
    detail: 'No answer fits into what is left of today’s tokens. A new day begins at midnight UTC.',
    retryAfterSeconds: Math.max(1, Math.ceil((midnight - now.getTime()) / 1_000)),
  });
};
