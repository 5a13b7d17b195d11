import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { Reader, World } from '../ports.ts';

/**
 * Marks one of the caller's notifications as read; again changes nothing.
 *
 * @throws Problem `notification-not-found`, for those of others too.
 */
export const markNotificationRead =
  ({ unitOfWork, clock }: World) =>
  async ({ principal, params }: { principal: Reader; params: { id: string } }): Promise<void> => {
    const found = await unitOfWork.run(({ notifications }) =>
      notifications.markRead(principal, params.id, clock.now()),
    );
    if (!found) throw new Problem('notification-not-found');
  };
