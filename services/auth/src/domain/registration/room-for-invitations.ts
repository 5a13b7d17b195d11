import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { Repositories } from './ports.ts';

type Limits = { readonly maxOpenInvitations: number; readonly maxInvitedPeoplePerHour: number };
type Making = { readonly makerId: string; readonly count: number; readonly now: Date };

const hourMilliseconds = 3_600_000;

/**
 * Refuses invitations beyond the limits of a maker whose account is locked.
 *
 * @throws Problem `invitation-limit-reached` or `rate-limited`.
 */
export const requireRoom = async (
  { maxOpenInvitations, maxInvitedPeoplePerHour }: Limits,
  { invitations }: Pick<Repositories, 'invitations'>,
  { makerId, count, now }: Making,
): Promise<void> => {
  await requireOpenRoom(invitations, { makerId, count, now, maxOpenInvitations });
  const since = new Date(now.getTime() - hourMilliseconds);
  const times = await invitations.listTimesOfPeople(makerId, since);
  const excess = times.length + count - maxInvitedPeoplePerHour;
  if (excess <= 0) return;
  // The request fits when this number of earlier invitations is older than an hour.
  const leaving = times[Math.min(excess, times.length) - 1] ?? now;
  throw new Problem('rate-limited', {
    detail: `You may invite at most ${maxInvitedPeoplePerHour} people in an hour.`,
    retryAfterSeconds: Math.max(1, Math.ceil((leaving.getTime() - since.getTime()) / 1_000)),
  });
};

/** @throws Problem `invitation-limit-reached`. */
export const requireOpenRoom = async (
  invitations: Pick<Repositories['invitations'], 'countOpen'>,
  { makerId, count, now, maxOpenInvitations }: Making & Pick<Limits, 'maxOpenInvitations'>,
): Promise<void> => {
  if ((await invitations.countOpen(makerId, now)) + count <= maxOpenInvitations) return;
  throw new Problem('invitation-limit-reached', {
    detail: `At most ${maxOpenInvitations} of your invitations may be open. Withdraw some, or wait.`,
  });
};
