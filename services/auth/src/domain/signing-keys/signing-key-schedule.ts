import type { KeyRecord, KeyTimes, SigningKey } from '../ports.ts';

/** Signing keys in time: published at once, in use from `signsAt` until a younger one is, withdrawn some time after. */

type Timed = Pick<SigningKey, 'kid' | 'signsAt'>;

export type KeyState = 'waiting' | 'signing' | 'leaving' | 'retired';

const seconds = (count: number): number => count * 1_000;
const dayMilliseconds = seconds(24 * 3_600);

const youngestFirst = <Key extends Timed>(keys: readonly Key[]): Key[] =>
  keys.toSorted((a, b) => b.signsAt.getTime() - a.signsAt.getTime() || (a.kid < b.kid ? 1 : -1));

/** The key that signs at a moment: the youngest whose time has come. */
export const signingKeyAt = <Key extends Timed>(published: readonly Key[], now: Date): Key | undefined =>
  youngestFirst(published).find(({ signsAt }) => signsAt <= now);

/** A key that is published and has not signed yet. */
export const waitingKeyAt = <Key extends Timed>(published: readonly Key[], now: Date): Key | undefined =>
  published.find(({ signsAt }) => signsAt > now);

/** When the key before one that signs from `signsAt` on is withdrawn. */
export const previousRetiresAt = (signsAt: Date, { retirementSeconds }: KeyTimes): Date =>
  new Date(signsAt.getTime() + seconds(retirementSeconds));

/** The keys whose last token has expired: all that are older than one which has signed for long enough. */
export const dueForRetirement = <Key extends Timed>(
  published: readonly Key[],
  times: KeyTimes,
  now: Date,
): Key[] => {
  const ordered = youngestFirst(published);
  const settled = ordered.findIndex(({ signsAt }) => previousRetiresAt(signsAt, times) <= now);
  return settled === -1 ? [] : ordered.slice(settled + 1);
};

/** Whether it is time for the next key: nobody waits, and the one in use has signed for the days that a key signs. */
export const isDueForRotation = (
  published: readonly Timed[],
  { rotationDays }: KeyTimes,
  now: Date,
): boolean => {
  const [youngest] = youngestFirst(published);
  return (
    youngest === undefined || youngest.signsAt.getTime() + rotationDays * dayMilliseconds <= now.getTime()
  );
};

/** What a key is doing, among all that are told of. */
export const stateOf = (key: KeyRecord, all: readonly KeyRecord[], now: Date): KeyState => {
  if (key.retiredAt !== null) return 'retired';
  if (key.signsAt > now) return 'waiting';
  const published = all.filter(({ retiredAt }) => retiredAt === null);
  return signingKeyAt(published, now)?.kid === key.kid ? 'signing' : 'leaving';
};
