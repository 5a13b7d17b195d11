type Meta = Readonly<Record<string, unknown>>;
type Abandoned = { readonly fault: unknown; readonly meta: Meta };

/** The parts of a mutation of TanStack Query that decide whether it is abandoned. */
type Action = { readonly state: { readonly error: unknown }; readonly meta: Meta | undefined };
type ActionEvent = {
  readonly type: string;
  readonly mutation?: Action | undefined;
  readonly observer?: { readonly hasListeners: () => boolean };
  readonly action?: { readonly type: string };
};
/** The cache of the mutations. */
export type Actions = {
  readonly subscribe: (listener: (event: ActionEvent) => void) => () => void;
};

const failureOf = ({ state, meta = {} }: Action): Abandoned => ({ fault: state.error, meta });

/** A person has not read a fault that was on the page for less time. */
const minReadMilliseconds = 1_000;

/**
 * Reports each action that fails when no part of the page shows it any more: its person has left the page or
 * closed the dialog, or the same part has begun another action. A part that is still there shows the fault. A
 * part that leaves the page immediately, because the lists of the page were read again, does not.
 *
 * @param now milliseconds of any clock.
 * @returns the function that ends the reports.
 */
export const followAbandoned = (
  actions: Actions,
  report: (abandoned: Abandoned) => void,
  now: () => number = () => performance.now(),
): (() => void) => {
  /** The parts of the page that show an action. */
  const shownBy = new WeakMap<object, Set<object>>();
  const failedAt = new WeakMap<object, number>();
  const wasRead = (mutation: object): boolean =>
    now() - (failedAt.get(mutation) ?? Number.NEGATIVE_INFINITY) > minReadMilliseconds;
  return actions.subscribe(({ type, mutation, observer, action }) => {
    if (mutation === undefined) return;
    const parts = shownBy.get(mutation) ?? new Set();
    if (type === 'observerAdded' && observer !== undefined) shownBy.set(mutation, parts.add(observer));
    if (type === 'observerRemoved' && observer !== undefined) {
      parts.delete(observer);
      // The part is still there when it begins another action.
      const hasLeft = parts.size === 0 && !observer.hasListeners();
      if (hasLeft && !wasRead(mutation)) report(failureOf(mutation));
    }
    if (type !== 'updated' || action?.type !== 'error' || !shownBy.has(mutation)) return;
    if (parts.size === 0) report(failureOf(mutation));
    else failedAt.set(mutation, now());
  });
};
