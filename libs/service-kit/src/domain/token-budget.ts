import type { Clock } from './clock.ts';

/** The maximum number of a model's tokens that one user may use on a day (UTC). */
export type TokenBudget = { readonly tokensPerDay: number };

export type TokenBudgetDeps = {
  readonly clock: Clock;
  /** Absent when tokens are not counted. */
  readonly tokenBudget?: TokenBudget;
};

/** The tokens of a model that a user has used, on the latest day (UTC, `YYYY-MM-DD`) with any use. */
export type TokenUse = {
  /** The tokens of this day that are used, or reserved for work that has not ended. */
  readonly used: (userId: string, day: string) => Promise<number>;
  /**
   * Reserves tokens in one step. Returns the day on which they are booked. Returns undefined, and changes
   * nothing, when that day would exceed `maxTokens`.
   */
  readonly reserve: (
    userId: string,
    wanted: { readonly day: string; readonly tokens: number; readonly maxTokens: number },
  ) => Promise<string | undefined>;
  /** Adds tokens to a day, or subtracts them; does nothing when a later day has begun. */
  readonly correct: (userId: string, day: string, tokens: number) => Promise<void>;
  readonly removeAllOf: (userId: string) => Promise<void>;
};

/**
 * The maximum cost of a piece of work, booked before the model is asked. A reservation that is never settled
 * stays booked, because its tokens may have been used.
 */
export type Reservation = { readonly userId: string; readonly day: string; readonly tokens: number };

/** Whether the tokens suffice for the work, and what was reserved for it. */
export type Grant =
  | { readonly tokensSuffice: true; readonly reservation?: Reservation }
  | { readonly tokensSuffice: false };

type Repositories = { readonly tokenUse: Pick<TokenUse, 'reserve' | 'correct'> };

/** The day of an instant, as `TokenUse` names it. */
export const dayOfUse = (now: Date): string => now.toISOString().slice(0, 10);

/** Whether work of at most `tokens` tokens needs a reservation. */
export const reservesTokens = (
  { tokenBudget }: Pick<TokenBudgetDeps, 'tokenBudget'>,
  tokens: number,
): boolean => tokenBudget !== undefined && tokens > 0;

/**
 * Reserves the maximum cost of a piece of work, so that concurrent work never costs more together than the
 * day holds.
 */
export const reserveTokens = async (
  { clock, tokenBudget }: TokenBudgetDeps,
  { tokenUse }: Repositories,
  { userId, tokens }: { readonly userId: string; readonly tokens: number },
): Promise<Grant> => {
  if (tokenBudget === undefined || tokens === 0) return { tokensSuffice: true };
  const today = dayOfUse(clock.now());
  const day = await tokenUse.reserve(userId, { day: today, tokens, maxTokens: tokenBudget.tokensPerDay });
  return day === undefined
    ? { tokensSuffice: false }
    : { tokensSuffice: true, reservation: { userId, day, tokens } };
};

/** Whether the tokens of the work must be corrected, because they were reserved. */
export const settlesTokens = (grant: Grant): boolean =>
  grant.tokensSuffice && grant.reservation !== undefined;

/** Replaces the reserved tokens by the used tokens. */
export const settleTokens = async ({ tokenUse }: Repositories, grant: Grant, used: number): Promise<void> => {
  if (!grant.tokensSuffice || grant.reservation === undefined) return;
  const { userId, day, tokens } = grant.reservation;
  if (used !== tokens) await tokenUse.correct(userId, day, used - tokens);
};
