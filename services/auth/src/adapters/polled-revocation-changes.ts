import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import type { RevocationChanges } from '../domain/sessions/ports.ts';

const everySecond = 1_000;

/** A request that waits until the list has another version than `known`. */
type Waiting = {
  readonly known: string;
  readonly end: (version: string) => void;
  readonly fail: (cause: unknown) => void;
};

/**
 * Watches the list of ended sessions for all requests of this process together. While requests wait, the list
 * is read each second; without a waiting request nothing is read.
 *
 * @param read what the list consists of; equal answers have equal versions, in every replica.
 * @param stopSignal aborted when the service stops. Then no request waits any longer.
 */
export const createRevocationChanges = ({
  read,
  stopSignal,
  everyMilliseconds = everySecond,
}: {
  read: () => Promise<unknown>;
  stopSignal: AbortSignal;
  everyMilliseconds?: number;
}): RevocationChanges => {
  const waiting = new Set<Waiting>();
  let last: { version: string; at: number } | undefined;
  let reading: Promise<string> | undefined;
  let isWatching = false;
  // The watch must inherit neither the trace nor the signal of the request that begins it.
  const outsideOfRequests = AsyncLocalStorage.snapshot();

  const readVersion = (): Promise<string> => {
    const at = performance.now();
    reading ??= outsideOfRequests(read)
      .then((content) => {
        const version = createHash('sha256').update(JSON.stringify(content)).digest('base64url');
        last = { version, at };
        return version;
      })
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };
  const watch = async (): Promise<void> => {
    try {
      const version = await readVersion();
      for (const { known, end } of waiting) if (known !== version) end(version);
    } catch (cause) {
      for (const { fail } of waiting) fail(cause);
    }
    isWatching = waiting.size > 0;
    if (isWatching) setTimeout(watch, everyMilliseconds).unref();
  };
  const beginWatch = (): void => {
    if (isWatching) return;
    isWatching = true;
    outsideOfRequests(() => setTimeout(watch, everyMilliseconds).unref());
  };

  const otherThan: RevocationChanges['otherThan'] = async (known, { milliseconds, signal }) => {
    const isRecent = last !== undefined && performance.now() - last.at < everyMilliseconds;
    const version = isRecent && last !== undefined ? last.version : await readVersion();
    const ends = AbortSignal.any([stopSignal, ...(signal === undefined ? [] : [signal])]);
    if (version !== known || ends.aborted) return version;
    const { promise, resolve: end, reject: fail } = Promise.withResolvers<string>();
    const own: Waiting = { known, end, fail };
    const endUnchanged = (): void => end(known);
    const timer = setTimeout(endUnchanged, milliseconds);
    ends.addEventListener('abort', endUnchanged);
    waiting.add(own);
    beginWatch();
    return promise.finally(() => {
      waiting.delete(own);
      clearTimeout(timer);
      ends.removeEventListener('abort', endUnchanged);
    });
  };
  return { otherThan };
};
