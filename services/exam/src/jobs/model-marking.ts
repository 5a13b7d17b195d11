import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import { enqueue, type Task, task } from '@ai-teacher/service-kit/jobs/jobs.ts';
import { z } from 'zod';
import type { ModelMarkingJobs } from '../domain/attempts/ports.ts';
import { type MarkByModelDeps, markByModel } from '../domain/model-marking/mark-by-model.ts';

export const markByModelTask = 'mark-by-model';

const payload = z.object({ attemptId: z.guid() });

/** Attempts are judged in turns of the teachers of their exams. */
export const enqueueModelMarkings = (em: EntityManager): ModelMarkingJobs => ({
  schedule: (attemptId, ownerId) =>
    enqueue(em, markByModelTask, { attemptId } satisfies z.input<typeof payload>, {
      key: `${markByModelTask}:${attemptId}`,
      owner: ownerId,
    }),
});

export const markByModelOf = (deps: MarkByModelDeps): Task => task(payload, markByModel(deps));
