import { dayMilliseconds } from '@ai-teacher/service-kit/domain/clock.ts';
import type { KnownNetworkRepository } from './ports.ts';

/** A network stays known for this long after the last sign-in from it: a term and the holidays after it. */
const knownForDays = 90;
/** A visit is recorded once a day, so that most sign-ins write nothing. */
const visitIntervalDays = 1;
/**
 * Enough for home, school, relatives and a phone on the move. The least recently used networks are deleted.
 */
const maxNetworks = 20;

/** A sign-in of an account from a network at a time. */
export type NetworkVisit = {
  readonly accountId: string;
  readonly networkPseudonym: string;
  readonly now: Date;
};

const daysBefore = (now: Date, days: number): Date => new Date(now.getTime() - days * dayMilliseconds);

export const isKnownNetwork = (
  knownNetworks: KnownNetworkRepository,
  { accountId, networkPseudonym, now }: NetworkVisit,
): Promise<boolean> => knownNetworks.has(accountId, networkPseudonym, daysBefore(now, knownForDays));

/** Records the network of a sign-in, in the transaction of the sign-in. */
export const rememberNetwork = (
  knownNetworks: KnownNetworkRepository,
  { accountId, networkPseudonym, now }: NetworkVisit,
): Promise<void> =>
  knownNetworks.recordVisit(accountId, networkPseudonym, {
    now,
    unlessSince: daysBefore(now, visitIntervalDays),
    forgetBefore: daysBefore(now, knownForDays),
    maxNetworks,
  });
