import type { followNotifications as contract } from '@ai-teacher/contracts/notification/inbox.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Arrival, Arrivals, InboxRepositories } from './ports.ts';

export type FollowNotificationsDeps = {
  readonly unitOfWork: UnitOfWork<Pick<InboxRepositories, 'notifications'>>;
  readonly arrivals: Arrivals;
};

/** The place at which a follower begins, and what is stored after it. */
export type Following = { readonly place: string; readonly arrivals: AsyncIterable<Arrival> };

/**
 * Yields the caller's notifications as they are stored, by any replica, until the signal aborts. With
 * `lastPlace` the first notifications are those stored since. The database is read only when a notification
 * arrives.
 *
 * @throws Problem `database-unavailable` before the first notification.
 */
export const followNotifications =
  ({ unitOfWork, arrivals }: FollowNotificationsDeps) =>
  async (
    { principal, signal }: Pick<Input<typeof contract>, 'principal' | 'signal'>,
    lastPlace: string | undefined,
  ): Promise<Following> => {
    const list = (from: Parameters<InboxRepositories['notifications']['listArrivals']>[1]) =>
      unitOfWork.run(({ notifications }) => notifications.listArrivals(principal, from), {
        readOnly: true,
      });
    const latestOf = ({ notifications }: Pick<InboxRepositories, 'notifications'>) =>
      notifications.latestPlace(principal);
    let woken = Promise.withResolvers<void>();
    const wake = (): void => woken.resolve();
    const leave = await arrivals.watch(principal.userId, wake);
    const begin = async () => {
      const current = await list({});
      const place = lastPlace ?? (await unitOfWork.run(latestOf, { readOnly: true }));
      const missed = lastPlace === undefined ? [] : (await list({ after: lastPlace })).arrivals;
      return { ...current, place, missed };
    };
    const {
      arrivals: known,
      place,
      missed,
      readAt,
    } = await begin().catch((failure: unknown) => {
      leave();
      throw failure;
    });
    signal.addEventListener('abort', wake, { once: true });
    const stored = async function* () {
      let seen = placesOf([...known, ...missed]);
      let since = readAt;
      try {
        yield* missed;
        while (!signal.aborted) {
          await woken.promise;
          woken = Promise.withResolvers();
          if (signal.aborted) return;
          const next = await list({ since });
          const before = seen;
          seen = placesOf(next.arrivals);
          since = next.readAt;
          yield* next.arrivals.filter((arrival) => !before.has(arrival.place));
        }
      } finally {
        leave();
        signal.removeEventListener('abort', wake);
      }
    };
    return { place, arrivals: stored() };
  };

const placesOf = (arrivals: readonly Arrival[]): ReadonlySet<string> =>
  new Set(arrivals.map(({ place }) => place));
