import type { listNotifications as contract } from '@ai-teacher/contracts/notification/inbox.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { InboxRepositories, Notification } from './ports.ts';

export type ListNotificationsDeps = {
  readonly unitOfWork: UnitOfWork<Pick<InboxRepositories, 'notifications'>>;
};

/**
 * Lists the caller's notifications, newest first.
 *
 * @throws Problem `input-invalid` for a cursor of another list.
 */
export const listNotifications =
  ({ unitOfWork }: ListNotificationsDeps) =>
  ({
    principal,
    query,
  }: Pick<Input<typeof contract>, 'principal' | 'query'>): Promise<Listed<Notification>> =>
    unitOfWork.run(({ notifications }) => notifications.list(principal, query), { readOnly: true });
