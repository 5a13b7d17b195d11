import { instant } from '@ai-teacher/contracts/values.ts';
import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import { enqueue, type Task, task } from '@ai-teacher/service-kit/jobs/jobs.ts';
import { z } from 'zod';
import {
  type CloseOverdueAttemptDeps,
  closeOverdueAttempt,
} from '../domain/attempts/close-overdue-attempt.ts';
import type { Deadlines } from '../domain/attempts/ports.ts';

export const closeOverdueAttemptTask = 'close-overdue-attempt';

const payload = z.object({
  attemptId: z.guid(),
  // Jobs of an earlier version name no deadline.
  deadlineAt: instant.transform((text) => new Date(text)).optional(),
});

/** Added to the deadline, so that a submission in time is processed before the job runs. */
const graceMilliseconds = 2_000;

export const enqueueDeadlines = (em: EntityManager): Deadlines => ({
  schedule: ({ id, deadlineAt }) =>
    enqueue(
      em,
      closeOverdueAttemptTask,
      { attemptId: id, deadlineAt: deadlineAt.toISOString() } satisfies z.input<typeof payload>,
      {
        key: `${closeOverdueAttemptTask}:${id}`,
        runAt: new Date(deadlineAt.getTime() + graceMilliseconds),
      },
    ),
});

export const closeOverdueAttempts = (deps: CloseOverdueAttemptDeps): Task =>
  task(payload, closeOverdueAttempt(deps));
