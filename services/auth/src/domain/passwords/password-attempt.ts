import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import { isKnownNetwork } from './known-network.ts';
import type { KnownNetworkRepository, NetworkOf, PasswordAttempts, Pseudonyms } from './ports.ts';

/**
 * Verifies a password as one counted attempt. The attempt is counted before the password is verified, so
 * concurrent requests cannot exceed the limit. The attempt is given back when the password was correct
 * or was not verified.
 *
 * @param verify returns undefined when the password was wrong.
 * @throws Problem `rate-limited` with the time until the bucket admits an attempt, `rate-limit-unavailable`
 *   when the attempt cannot be counted, or the error of `verify`.
 */
export const countPasswordAttempt =
  ({ passwordAttempts }: { readonly passwordAttempts: PasswordAttempts }) =>
  async <Found>(bucket: string, verify: () => Promise<Found | undefined>): Promise<Found | undefined> => {
    await passwordAttempts.consume(bucket);
    let isWrong = false;
    try {
      const found = await verify();
      isWrong = found === undefined;
      return found;
    } finally {
      if (!isWrong) await passwordAttempts.giveBack(bucket);
    }
  };

/** The account that a sign-in tries and the network that it comes from, as pseudonyms that reveal neither. */
export type PasswordAttempt = {
  readonly accountPseudonym: string;
  readonly networkPseudonym: string | undefined;
};

export type PasswordAttemptDeps = {
  readonly pseudonyms: Pseudonyms;
  readonly networkOf: NetworkOf;
};

/** Describes an attempt to sign in. An unknown e-mail gets pseudonyms like any other. */
export const passwordAttemptOf = (
  { pseudonyms, networkOf }: PasswordAttemptDeps,
  emailKey: string,
  clientAddress: string | undefined,
): PasswordAttempt => ({
  accountPseudonym: pseudonyms.ofAccount(emailKey),
  networkPseudonym:
    clientAddress === undefined ? undefined : pseudonyms.ofNetwork(emailKey, networkOf(clientAddress)),
});

/** No account has this id. */
const unknownAccountId = '00000000-0000-0000-0000-000000000000';

/**
 * Chooses the bucket that counts an attempt. A network from which the account has signed in before has its
 * own bucket; all other networks share one. Guessing elsewhere therefore never blocks the owner at home, and
 * an attacker gains nothing by spreading attempts over networks.
 *
 * @param accountId undefined for an unknown e-mail, which costs the same query.
 */
export const bucketOf = async (
  { knownNetworks, clock }: { readonly knownNetworks: KnownNetworkRepository; readonly clock: Clock },
  { accountPseudonym, networkPseudonym }: PasswordAttempt,
  accountId = unknownAccountId,
): Promise<string> => {
  const isKnown = await isKnownNetwork(knownNetworks, {
    accountId,
    networkPseudonym: networkPseudonym ?? '',
    now: clock.now(),
  });
  return isKnown && networkPseudonym !== undefined ? networkPseudonym : accountPseudonym;
};

/**
 * The bucket of a person who is signed in and enters the password again. It is separate from the buckets of
 * sign-ins, so attempts to sign in do not use it up.
 */
export const bucketOfSignedIn = (pseudonyms: Pseudonyms, userId: string): string =>
  pseudonyms.ofAccount(`signed-in ${userId}`);
