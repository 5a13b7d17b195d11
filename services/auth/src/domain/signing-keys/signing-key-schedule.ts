import type { KeyRecord, KeyTimes, SigningKey } from './ports.ts';

/**
 * The life of a signing key: published when it is made, in use from `signsAt` until its successor signs, and
 * retired some time later.
 */

type Timed = Pick<SigningKey, 'kid' | 'signsAt'>;

export type KeyState = 'waiting' | 'signing' | 'leaving' | 'retired';

const seconds = (count: number): number => count * 1_000;
const dayMilliseconds = seconds(24 * 3_600);

const latestFirst = <Key extends Timed>(keys: readonly Key[]): Key[] =>
  keys.toSorted((a, b) => b.signsAt.getTime() - a.signsAt.getTime() || (a.kid < b.kid ? 1 : -1));

/**
 * The key that signs at the time `now`: the one with the latest `signsAt` that has passed. Otherwise the
 * first one: a replica whose clock is ahead made it to sign immediately.
 */
export const signingKeyAt = <Key extends Timed>(published: readonly Key[], now: Date): Key | undefined => {
  const ordered = latestFirst(published);
  return ordered.find(({ signsAt }) => signsAt <= now) ?? ordered.at(-1);
};

/** A key that is published and does not sign yet. */
export const waitingKeyAt = <Key extends Timed>(published: readonly Key[], now: Date): Key | undefined =>
  published.find(({ signsAt }) => signsAt > now);

/** The time at which the predecessor of a key that signs from `signsAt` is retired. */
export const previousRetiresAt = (signsAt: Date, { retirementSeconds }: KeyTimes): Date =>
  new Date(signsAt.getTime() + seconds(retirementSeconds));

/**
 * The keys whose last token has expired: all predecessors of a key that has signed for `retirementSeconds`.
 */
export const dueForRetirement = <Key extends Timed>(
  published: readonly Key[],
  times: KeyTimes,
  now: Date,
): Key[] => {
  const ordered = latestFirst(published);
  const settled = ordered.findIndex(({ signsAt }) => previousRetiresAt(signsAt, times) <= now);
  return settled === -1 ? [] : ordered.slice(settled + 1);
};

/** Whether the next key is due: no key waits, and the current one has signed for `rotationDays`. */
export const isDueForRotation = (
  published: readonly Timed[],
  { rotationDays }: KeyTimes,
  now: Date,
): boolean => {
  const [latest] = latestFirst(published);
  return latest === undefined || latest.signsAt.getTime() + rotationDays * dayMilliseconds <= now.getTime();
};

/** The state of a key among the listed ones. */
export const stateOf = (key: KeyRecord, all: readonly KeyRecord[], now: Date): KeyState => {
  if (key.retiredAt !== null) return 'retired';
  if (key.signsAt > now) return 'waiting';
  const published = all.filter(({ retiredAt }) => retiredAt === null);
  return signingKeyAt(published, now)?.kid === key.kid ? 'signing' : 'leaving';
};
