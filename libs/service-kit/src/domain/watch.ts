type Watch<State> = {
  /** Undefined after the deletion of the thing. */
  state: State | undefined;
  failure?: unknown;
  /** Fulfilled at the next change. */
  changed: PromiseWithResolvers<void>;
  /** Increases with each change. */
  version: number;
  followers: number;
};

export type WatchDeps<State> = {
  /** Reads the present state of the thing; undefined after its deletion. */
  readonly find: (state: State) => Promise<State | undefined>;
  /** A text that differs between two states that followers must see. */
  readonly progressOf: (state: State) => string;
  /** Resolves after the pause between two reads. */
  readonly pause: () => Promise<void>;
};

/**
 * Watches things for any number of followers. All followers of a thing in this process share one query per
 * pause. A follower that reads slowly skips states, so no states wait in memory.
 */
export const createWatch = <State extends { readonly id: string }>({
  find,
  progressOf: progressOfState,
  pause,
}: WatchDeps<State>) => {
  const watches = new Map<string, Watch<State>>();
  const progressOf = (state: State | undefined): string =>
    state === undefined ? 'deleted' : progressOfState(state);

  const change = (watch: Watch<State>, update: Partial<Watch<State>>): void => {
    const { changed } = watch;
    Object.assign(watch, update, { changed: Promise.withResolvers<void>(), version: watch.version + 1 });
    changed.resolve();
  };
  const poll = async (first: State, watch: Watch<State>): Promise<void> => {
    try {
      for (;;) {
        await pause();
        if (watch.followers === 0) break;
        const state = await find(first);
        if (progressOf(state) !== progressOf(watch.state)) change(watch, { state });
      }
    } catch (failure) {
      change(watch, { failure });
    } finally {
      if (watches.get(first.id) === watch) watches.delete(first.id);
    }
  };
  const join = (first: State): Watch<State> => {
    let watch = watches.get(first.id);
    if (watch === undefined || watch.failure !== undefined) {
      watch = { state: first, changed: Promise.withResolvers<void>(), version: 0, followers: 0 };
      watches.set(first.id, watch);
      void poll(first, watch);
    }
    watch.followers += 1;
    return watch;
  };

  /** Yields the given state, then each later one, until the signal aborts. Throws when a read fails. */
  return async function* follow(first: State, signal: AbortSignal): AsyncGenerator<State | undefined, void> {
    const left = Promise.withResolvers<void>();
    const leave = (): void => left.resolve();
    signal.addEventListener('abort', leave, { once: true });
    const watch = join(first);
    let seen = watch.version;
    try {
      yield first;
      if (progressOf(first) !== progressOf(watch.state)) {
        // Either state can be the older one. A read that begins now is newer than both.
        const state = await find(first);
        if (watch.version === seen && progressOf(state) !== progressOf(watch.state)) change(watch, { state });
        seen = watch.version;
        if (progressOf(first) !== progressOf(watch.state)) yield watch.state;
      }
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
