import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { Repositories } from './ports.ts';

type Limits = {
  readonly maxOpenInvitations: number;
  /** Maximum number of invitations of one kind in any hour. */
  readonly maxPerHour: number;
};

type Making = {
  readonly makerId: string;
  readonly of: 'addresses' | 'people';
  readonly count: number;
  readonly now: Date;
};

const hourMilliseconds = 3_600_000;

/**
 * Refuses invitations beyond the limits of a maker whose account is locked. Withdrawn invitations stay as
 * rows, so those of an hour are limited as well as the open ones.
 *
 * @throws Problem `invitation-limit-reached` or `rate-limited`.
 */
export const requireRoom = async (
  invitations: Pick<Repositories['invitations'], 'countOpen' | 'listTimes'>,
  { makerId, of, count, now }: Making,
  { maxOpenInvitations, maxPerHour }: Limits,
): Promise<void> => {
  if ((await invitations.countOpen(makerId, now)) + count > maxOpenInvitations)
    throw new Problem('invitation-limit-reached', {
      detail: `At most ${maxOpenInvitations} of your invitations may be open. Withdraw some, or wait.`,
    });
  const since = new Date(now.getTime() - hourMilliseconds);
  const times = await invitations.listTimes({ makerId, of }, since);
  const excess = times.length + count - maxPerHour;
  if (excess <= 0) return;
  // The request fits when this number of earlier invitations is older than an hour.
  const leaving = times[Math.min(excess, times.length) - 1] ?? now;
  throw new Problem('rate-limited', {
    detail: `You may invite at most ${maxPerHour} people in an hour.`,
    retryAfterSeconds: Math.max(1, Math.ceil((leaving.getTime() - since.getTime()) / 1_000)),
  });
};
