import { createLocalJWKSet, type JSONWebKeySet } from 'jose';
import type { Clock } from '../domain/clock.ts';
import { Problem } from '../domain/problem.ts';

const keySetSeconds = 600;
/** An unknown key id causes a refresh, at most once in this time. */
const cooldownSeconds = 5;

export type KeyLookup = ReturnType<typeof createLocalJWKSet>;

export type KeySetCache = {
  /**
   * The keys, at most ten minutes old. While auth is unavailable, the last keys remain valid.
   *
   * @throws Problem `upstream-unavailable` when no key set was ever received.
   */
  readonly current: () => Promise<KeyLookup>;
  /** Refreshes immediately, unless the last attempt was less than 5 s ago. Returns whether it refreshed. */
  readonly refreshUnlessRecent: () => Promise<boolean>;
  /**
   * Refreshes when the key ids that auth publishes differ from the cached ones. A process that has verified
   * no token yet reads its keys so, and needs auth no more.
   */
  readonly compare: (keyIds: readonly string[]) => Promise<void>;
};

/**
 * Caches the public keys of the only issuer.
 *
 * @param readKeySet requests the JWKS.
 * @param onKeyGone called when a key of the cached set is missing in the new set.
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
  let cached: { keys: KeyLookup; kids: ReadonlySet<string | undefined>; readAt: number } | undefined;
  let reading: Promise<void> | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;

  const take = (set: JSONWebKeySet): void => {
    const kids = new Set(set.keys.map((key) => key.kid));
    if (cached !== undefined && [...cached.kids].some((kid) => !kids.has(kid))) onKeyGone();
    cached = { keys: createLocalJWKSet(set), kids, readAt: clock.now().getTime() };
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
      if (cached === undefined)
        await refresh().catch((cause) => {
          throw new Problem('upstream-unavailable', {
            detail: 'The keys for access tokens are not known yet.',
            cause,
          });
        });
      else if (clock.now().getTime() - cached.readAt > keySetSeconds * 1_000 && isCool())
        await refresh().catch(() => undefined); // the cached keys remain valid while auth is unavailable
      if (cached === undefined) throw new Problem('upstream-unavailable');
      return cached.keys;
    },
    refreshUnlessRecent: async () => {
      if (!isCool()) return false;
      await refresh().catch(() => undefined);
      return true;
    },
    compare: async (keyIds) => {
      const isSame =
        cached !== undefined &&
        cached.kids.size === keyIds.length &&
        keyIds.every((kid) => cached?.kids.has(kid));
      if (!isSame) await refresh().catch(() => undefined);
    },
  };
};
