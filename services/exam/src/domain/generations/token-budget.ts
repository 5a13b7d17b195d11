import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { GenerationRepositories } from './ports.ts';

/** How many of a model's tokens one user may use on a day (UTC). */
export type TokenBudget = { readonly tokensPerDay: number };

/**
 * The maximum cost of a draft, booked before the model is asked. A reservation that is never settled stays
 * booked, because its tokens may have been used.
 */
export type Reservation = { readonly userId: string; readonly day: string; readonly tokens: number };

export type BudgetDeps = {
  readonly clock: Clock;
  /** Absent when tokens are not counted. */
  readonly tokenBudget?: TokenBudget;
};

type TokenUse = Pick<GenerationRepositories, 'tokenUse'>;

/**
 * Reserves the maximum cost of a draft, so that concurrent drafts never cost more together than the day
 * holds.
 *
 * @returns undefined when the day has no room for the draft; null when tokens are not counted.
 */
export const reserveTokens = async (
  { clock, tokenBudget }: BudgetDeps,
  { tokenUse }: TokenUse,
  { userId, tokens }: { readonly userId: string; readonly tokens: number },
): Promise<Reservation | null | undefined> => {
  if (tokenBudget === undefined) return null;
  const today = clock.now().toISOString().slice(0, 10);
  const day = await tokenUse.reserve(userId, { day: today, tokens, maxTokens: tokenBudget.tokensPerDay });
  return day === undefined ? undefined : { userId, day, tokens };
};

/** Replaces the reserved tokens by the used tokens. */
export const settleTokens = async (
  { tokenUse }: TokenUse,
  reservation: Reservation | null,
  used: number,
): Promise<void> => {
  if (reservation === null || used === reservation.tokens) return;
  await tokenUse.correct(reservation.userId, reservation.day, used - reservation.tokens);
};
