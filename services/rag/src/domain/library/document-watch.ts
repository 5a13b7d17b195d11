import type { BookDocument } from '../document.ts';

/** A state of a document; undefined after its deletion. */
type State = BookDocument | undefined;

type Watch = {
  state: State;
  failure?: unknown;
  /** Fulfilled at the next change. */
  changed: PromiseWithResolvers<void>;
  /** Increases with each change. */
  version: number;
  followers: number;
};

export type WatchDeps = {
  readonly find: (id: string) => Promise<State>;
  /** Resolves after the pause between two reads. */
  readonly pause: () => Promise<void>;
};

const progressOf = (document: State): string =>
  document === undefined
    ? 'deleted'
    : `${document.status} ${document.audience} -${document.excluded} ${document.progress.done}/${document.progress.total}`;

/**
 * Watches documents for any number of followers. All followers of a document in this process share one query
 * per pause. A follower that reads slowly skips states, so no states wait in memory.
 */
export const createDocumentWatch = ({ find, pause }: WatchDeps) => {
  const watches = new Map<string, Watch>();

  const change = (watch: Watch, update: Partial<Watch>): void => {
    const { changed } = watch;
    Object.assign(watch, update, { changed: Promise.withResolvers<void>(), version: watch.version + 1 });
    changed.resolve();
  };
  const poll = async (id: string, watch: Watch): Promise<void> => {
    try {
      for (;;) {
        await pause();
        if (watch.followers === 0) break;
        const state = await find(id);
        if (progressOf(state) !== progressOf(watch.state)) change(watch, { state });
      }
    } catch (failure) {
      change(watch, { failure });
    } finally {
      if (watches.get(id) === watch) watches.delete(id);
    }
  };
  const join = (first: BookDocument): Watch => {
    let watch = watches.get(first.id);
    if (watch === undefined || watch.failure !== undefined) {
      watch = { state: first, changed: Promise.withResolvers<void>(), version: 0, followers: 0 };
      watches.set(first.id, watch);
      void poll(first.id, watch);
    }
    watch.followers += 1;
    return watch;
  };

  /** Yields the given state, then each later one, until the signal aborts. Throws when a read fails. */
  return async function* follow(first: BookDocument, signal: AbortSignal): AsyncGenerator<State, void> {
    const left = Promise.withResolvers<void>();
    const leave = (): void => left.resolve();
    signal.addEventListener('abort', leave, { once: true });
    const watch = join(first);
    let seen = watch.version;
    try {
      yield first;
      if (progressOf(first) !== progressOf(watch.state)) yield watch.state;
      while (!signal.aborted) {
        if (watch.version === seen) await Promise.race([watch.changed.promise, left.promise]);
        if (signal.aborted || watch.version === seen) continue;
        seen = watch.version;
        if (watch.failure !== undefined) throw watch.failure;
        yield watch.state;
      }
    } finally {
      watch.followers -= 1;
      signal.removeEventListener('abort', leave);
    }
  };
};
