import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { AuditTrail } from '../ports.ts';
import { isKnownNetwork } from './known-network.ts';
import type {
  KnownNetworkRepository,
  NetworkOf,
  PasswordAttempts,
  Pseudonyms,
  RefusalCounter,
} from './ports.ts';

/**
 * The bucket that counts an attempt. The account's own place is a network that it has signed in from, or a
 * device with a live session: there a growing delay follows the free attempts, so the owner always gets in.
 * All other places share one bucket, which closes when it is used up.
 */
export type AttemptBucket = { readonly key: string; readonly isOwnPlace: boolean };

export type AttemptCounters = {
  /** Counts attempts from places that the account does not know. */
  readonly passwordAttempts: PasswordAttempts;
  readonly ownPlaceAttempts: PasswordAttempts;
  readonly countRefusal: RefusalCounter;
};

export type CountPasswordAttemptDeps = AttemptCounters & {
  readonly unitOfWork: UnitOfWork<{ readonly audit: AuditTrail }>;
};

export type CountedAttempt = {
  readonly bucket: AttemptBucket;
  /** The account whose audit trail names refused attempts; null for an unknown e-mail. */
  readonly accountId: string | null;
};

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
  (deps: CountPasswordAttemptDeps) =>
  async <Found>(
    { bucket, accountId }: CountedAttempt,
    verify: () => Promise<Found | undefined>,
  ): Promise<Found | undefined> => {
    const attempts = bucket.isOwnPlace ? deps.ownPlaceAttempts : deps.passwordAttempts;
    try {
      await attempts.consume(bucket.key);
    } catch (refusal) {
      if (Problem.is(refusal, 'rate-limited')) await recordRefusal(deps, bucket, accountId);
      throw refusal;
    }
    let isWrong = false;
    try {
      const found = await verify();
      isWrong = found === undefined;
      return found;
    } finally {
      if (!isWrong) await attempts.giveBack(bucket.key);
    }
  };

/**
 * Records the first, the tenth, the hundredth refusal of a bucket within an hour, and so on. An attacker who
 * sends a million requests therefore writes seven entries.
 */
const recordRefusal = async (
  { unitOfWork, countRefusal }: CountPasswordAttemptDeps,
  { key }: AttemptBucket,
  accountId: string | null,
): Promise<void> => {
  const refused = await countRefusal(key);
  if (refused === undefined || !/^10*$/.test(String(refused))) return;
  await unitOfWork.run(({ audit }) => audit.record('password-attempts-limited', accountId));
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
 * Chooses the bucket that counts an attempt without a session. A network from which the account has signed in
 * before has its own bucket; all other networks share one. Guessing elsewhere therefore never blocks the
 * owner at home, and an attacker gains nothing by spreading attempts over networks.
 *
 * @param accountId undefined for an unknown e-mail, which costs the same query.
 */
export const bucketOf = async (
  { knownNetworks, clock }: { readonly knownNetworks: KnownNetworkRepository; readonly clock: Clock },
  { accountPseudonym, networkPseudonym }: PasswordAttempt,
  accountId = unknownAccountId,
): Promise<AttemptBucket> => {
  const isKnown = await isKnownNetwork(knownNetworks, {
    accountId,
    networkPseudonym: networkPseudonym ?? '',
    now: clock.now(),
  });
  return isKnown && networkPseudonym !== undefined
    ? { key: networkPseudonym, isOwnPlace: true }
    : { key: accountPseudonym, isOwnPlace: false };
};

/**
 * The bucket of a device with a live session, for every password that the device enters: a sign-in, a change
 * of the password, a confirmation. Attempts of other devices in its network do not use it up.
 */
export const bucketOfSession = (pseudonyms: Pseudonyms, sessionId: string): AttemptBucket => ({
  key: pseudonyms.ofAccount(`session ${sessionId}`),
  isOwnPlace: true,
});
