import type { MutationCache } from '@tanstack/react-query';

type Abandoned = { readonly fault: unknown; readonly meta: Readonly<Record<string, unknown>> };

/**
 * Reports each action that fails when no part of the page shows it any more: its person has left the page or
 * closed the dialog, or the same part has begun another action. A part that is still there shows the fault.
 *
 * @returns the function that ends the reports.
 */
export const followAbandoned = (
  actions: MutationCache,
  report: (abandoned: Abandoned) => void,
): (() => void) => {
  /** The parts of the page that show an action. */
  const shownBy = new WeakMap<object, Set<object>>();
  return actions.subscribe((event) => {
    const { type, mutation } = event;
    if (mutation === undefined) return;
    const parts = shownBy.get(mutation) ?? new Set();
    if (type === 'observerAdded') shownBy.set(mutation, parts.add(event.observer));
    if (type === 'observerRemoved') parts.delete(event.observer);
    const isAbandoned = shownBy.has(mutation) && parts.size === 0;
    if (type === 'updated' && event.action.type === 'error' && isAbandoned)
      report({ fault: event.action.error, meta: mutation.meta ?? {} });
  });
};
