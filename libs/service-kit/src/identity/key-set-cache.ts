import { createLocalJWKSet, type JSONWebKeySet } from 'jose';
import type { Clock } from '../domain/clock.ts';
import { Problem } from '../domain/problem.ts';

const keySetSeconds = 600;
/** A key id nobody knows asks for the key set again, but not more often than this. */
const cooldownSeconds = 5;

export type KeyLookup = ReturnType<typeof createLocalJWKSet>;

export type KeySetCache = {
  /**
   * The keys, at most ten minutes old while auth answers; the kept ones go on while it does not.
   *
   * @throws Problem `upstream-unavailable` when no key set was ever had.
   */
  readonly current: () => Promise<KeyLookup>;
  /** Asks again at once, unless somebody just did; says whether it asked. */
  readonly refreshUnlessRecent: () => Promise<boolean>;
  /** Told which keys auth publishes, asks for them when they are not the ones that are kept. */
  readonly compare: (keyIds: readonly string[]) => Promise<void>;
};

/**
 * Keeps the public keys of the only issuer.
 *
 * @param readKeySet asks for the JWKS.
 * @param onKeyGone called when a key of the kept set is missing in the new one.
 */
export const createKeySetCache = ({
  readKeySet,
  clock,
  onKeyGone,
}: {
  readKeySet: () => Promise<JSONWebKeySet>;
  clock: Clock;
  onKeyGone: () => void;
}): KeySetCache => {
  let kept: { keys: KeyLookup; kids: ReadonlySet<string | undefined>; readAt: number } | undefined;
  let reading: Promise<void> | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;

  const take = (set: JSONWebKeySet): void => {
    const kids = new Set(set.keys.map((key) => key.kid));
    if (kept !== undefined && [...kept.kids].some((kid) => !kids.has(kid))) onKeyGone();
    kept = { keys: createLocalJWKSet(set), kids, readAt: clock.now().getTime() };
  };
  const refresh = (): Promise<void> => {
    triedAt = clock.now().getTime();
    reading ??= readKeySet()
      .then(take)
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };
  const isCool = (): boolean => clock.now().getTime() - triedAt > cooldownSeconds * 1_000;

  return {
    current: async () => {
      if (kept === undefined)
        await refresh().catch((cause) => {
          throw new Problem('upstream-unavailable', {
            detail: 'The keys for access tokens are not known yet.',
            cause,
          });
        });
      else if (clock.now().getTime() - kept.readAt > keySetSeconds * 1_000 && isCool())
        await refresh().catch(() => undefined); // the kept keys go on while auth is away
      if (kept === undefined) throw new Problem('upstream-unavailable');
      return kept.keys;
    },
    refreshUnlessRecent: async () => {
      if (!isCool()) return false;
      await refresh().catch(() => undefined);
      return true;
    },
    compare: async (keyIds) => {
      const isSame =
        kept === undefined ||
        (kept.kids.size === keyIds.length && keyIds.every((kid) => kept?.kids.has(kid)));
      if (!isSame) await refresh().catch(() => undefined);
    },
  };
};
