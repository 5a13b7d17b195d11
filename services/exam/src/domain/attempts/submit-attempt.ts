import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { type Actor, ownAttempt } from '../exams/exam-rights.ts';
import type { World } from '../ports.ts';
import { closeAttempt } from './close-attempt.ts';
import { type AttemptReport, reportAttempt } from './report-attempt.ts';
import { isOver } from './start-attempt.ts';

/**
 * Submits the student's attempt and marks it, once: again, or many times at once, gives the same answer. After the
 * deadline by our clock it is refused; what was saved in time is marked by itself.
 */
export const submitAttempt =
  (world: World) =>
  async ({ params, principal }: { params: { id: string }; principal: Actor }): Promise<AttemptReport> =>
    world.unitOfWork.run(async (repositories) => {
      const attempt = ownAttempt(await repositories.attempts.lock(params.id), principal);
      if (attempt.closedBy === 'student') return reportAttempt(repositories, attempt);
      if (attempt.closedBy === 'deadline' || isOver(attempt, world.clock.now()))
        throw new Problem('attempt-deadline-passed');
      return reportAttempt(
        repositories,
        await closeAttempt(world, repositories, { attempt, closedBy: 'student' }),
      );
    });
