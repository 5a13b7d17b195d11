import type { markNotificationRead as contract } from '@ai-teacher/contracts/notification/inbox.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { InboxRepositories } from './ports.ts';

export type MarkNotificationReadDeps = {
  readonly unitOfWork: UnitOfWork<Pick<InboxRepositories, 'notifications'>>;
  readonly clock: Clock;
};

/**
 * Marks one of the caller's notifications as read. A repetition changes nothing.
 *
 * @throws Problem `notification-not-found`, also for a notification of another person.
 */
export const markNotificationRead =
  ({ unitOfWork, clock }: MarkNotificationReadDeps) =>
  async ({ principal, params }: Pick<Input<typeof contract>, 'principal' | 'params'>): Promise<void> => {
    const found = await unitOfWork.run(({ notifications }) =>
      notifications.markRead(principal, params.id, clock.now()),
    );
    if (!found) throw new Problem('notification-not-found');
  };
