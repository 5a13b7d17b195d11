import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import { enqueue, type Task, task } from '@ai-teacher/service-kit/jobs/jobs.ts';
import { z } from 'zod';
import { closeOverdueAttempt } from '../domain/attempts/close-overdue-attempt.ts';
import type { Repositories, World } from '../domain/ports.ts';

export const closeOverdueAttemptTask = 'close-overdue-attempt';

/** A moment later than the deadline: by then a submit that came in time has been taken. */
const patienceMilliseconds = 2_000;

export const deadlineWatch = (em: EntityManager): Repositories['deadlines'] => ({
  watch: async ({ id, deadlineAt }) => {
    const runAt = new Date(deadlineAt.getTime() + patienceMilliseconds);
    await enqueue(
      em,
      closeOverdueAttemptTask,
      { attemptId: id },
      { key: `${closeOverdueAttemptTask}:${id}`, runAt },
    );
  },
});

export const closeOverdueAttempts = (world: World): Task =>
  task(z.object({ attemptId: z.guid() }), closeOverdueAttempt(world));
