import type { Account, Repositories, World } from '../ports.ts';
import { networkOf } from './network-of.ts';

const millisecondsADay = 86_400_000;
/** A network stays known for so long after the last sign-in from it: a term, and the holidays behind it. */
const knownForDays = 90;
/** A visit is written down once a day, so that a sign-in writes seldom. */
const visitIntervalDays = 1;
/** Home, school, relatives, a phone that wanders; the ones not used for longest go. */
const maxNetworks = 20;

/** Whose password is tried, and from where: marks that tell nobody which account and which network they stand for. */
export type PasswordAttempt = {
  readonly accountPseudonym: string;
  readonly networkPseudonym: string | undefined;
};

/** Names an attempt to sign in. An e-mail that nobody has is named like any other. */
export const passwordAttemptOf = (
  { pseudonyms }: Pick<World, 'pseudonyms'>,
  emailKey: string,
  clientAddress: string | undefined,
): PasswordAttempt => ({
  accountPseudonym: pseudonyms.ofAccount(emailKey),
  networkPseudonym:
    clientAddress === undefined ? undefined : pseudonyms.ofNetwork(emailKey, networkOf(clientAddress)),
});

/**
 * Which lane an attempt is counted in: that of its network, when the account has signed in from there before; otherwise the
 * one that all other networks share. Guessing elsewhere therefore never keeps the owner out at home, and cannot be spread.
 */
export const bucketOf = async (
  { knownNetworks }: Repositories,
  { clock }: Pick<World, 'clock'>,
  { accountPseudonym, networkPseudonym }: PasswordAttempt,
  account: Account | undefined,
): Promise<string> => {
  const since = new Date(clock.now().getTime() - knownForDays * millisecondsADay);
  // Asked for unknown accounts too: they cost what known ones cost.
  const isKnown = await knownNetworks.has(account?.id ?? unknownAccountId, networkPseudonym ?? '', since);
  return isKnown && networkPseudonym !== undefined ? networkPseudonym : accountPseudonym;
};
const unknownAccountId = '00000000-0000-0000-0000-000000000000';

/** Remembers, in the transaction of the sign-in, where the account signed in from. */
export const rememberNetwork = async (
  { knownNetworks }: Repositories,
  { clock }: Pick<World, 'clock'>,
  { networkPseudonym }: PasswordAttempt,
  account: Account,
): Promise<void> => {
  if (networkPseudonym === undefined) return;
  const now = clock.now();
  const daysAgo = (days: number): Date => new Date(now.getTime() - days * millisecondsADay);
  await knownNetworks.recordVisit(account.id, networkPseudonym, {
    now,
    unlessSince: daysAgo(visitIntervalDays),
    forgetBefore: daysAgo(knownForDays),
    maxNetworks,
  });
};

/** The lane of somebody who is signed in and gives the password once more: attempts to sign in do not use it up. */
export const bucketOfSignedIn = ({ pseudonyms }: Pick<World, 'pseudonyms'>, userId: string): string =>
  pseudonyms.ofAccount(`signed-in ${userId}`);

/**
 * Looks at a password as one counted guess: the attempt is taken before the look, so that any number at once are as many looks
 * as the lane has room for, and given back when the password was right or was not looked at.
 *
 * @param look answers undefined when the guess was wrong.
 * @throws Problem `rate-limited` with the time until the lane has room, `rate-limit-unavailable` when nobody can count,
 *   or what `look` throws.
 */
export const countPasswordAttempt =
  ({ passwordAttempts }: Pick<World, 'passwordAttempts'>) =>
  async <Found>(bucket: string, look: () => Promise<Found | undefined>): Promise<Found | undefined> => {
    await passwordAttempts.consume(bucket);
    let wrong = false;
    try {
      const found = await look();
      wrong = found === undefined;
      return found;
    } finally {
      if (!wrong) await passwordAttempts.giveBack(bucket);
    }
  };
