import type { World } from '../ports.ts';
import { closeAttempt } from './close-attempt.ts';
import { isOver } from './start-attempt.ts';

/**
 * Closes an attempt whose time is over with what was saved until then; anything else is left as it is.
 *
 * @throws Error when the deadline has not come yet by this clock, so that the queue asks again.
 */
export const closeOverdueAttempt =
  (world: World) =>
  async ({ attemptId }: { attemptId: string }): Promise<void> =>
    world.unitOfWork.run(async (repositories) => {
      const attempt = await repositories.attempts.lock(attemptId);
      if (attempt?.status !== 'in_progress') return;
      if (!isOver(attempt, world.clock.now()))
        throw new Error('the deadline of the attempt has not come yet');
      await closeAttempt(world, repositories, { attempt, closedBy: 'deadline' });
    });
