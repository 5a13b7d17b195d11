import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { Arrivals } from '../domain/inbox/ports.ts';
import { createListener, type ListenerOptions } from './pg-listener.ts';

/**
 * Listens to the reports of stored notifications (`notification.repository.ts` sends them) for all followers
 * of this process together. A report names people.
 */
export const createArrivals = (
  options: Pick<ListenerOptions, 'databaseUrl' | 'lifecycle' | 'logger'>,
): Arrivals => {
  const followers = new Map<string, Set<() => void>>();
  const wake = (personId: string): void => {
    for (const call of followers.get(personId) ?? []) call();
  };
  const listen = createListener({
    ...options,
    channel: 'notification_stored',
    onReport: (payload) => payload.split(',').forEach(wake),
    onReturn: () => [...followers.keys()].forEach(wake),
  });
  return {
    watch: async (personId, call) => {
      const calls = followers.get(personId) ?? new Set();
      followers.set(personId, calls.add(call));
      const leave = (): void => {
        calls.delete(call);
        if (calls.size === 0 && followers.get(personId) === calls) followers.delete(personId);
      };
      await listen().catch((cause: unknown) => {
        leave();
        throw new Problem('database-unavailable', { cause });
      });
      return leave;
    },
  };
};
