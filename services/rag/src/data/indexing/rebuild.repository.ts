import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import { supersededCondition } from '@ai-teacher/service-kit/jobs/attempts/superseded.ts';
import { z } from 'zod';

/** The documents of the index, and the jobs of a rebuild that have not ended. */
export type RebuildState = {
  readonly documents: number;
  /** Runs that enqueue further documents. */
  readonly enqueuing: number;
  readonly waiting: number;
  /** Jobs without remaining attempts. */
  readonly failed: number;
};

const count = z.coerce.number().int().nonnegative();
const stateRow = z.object({ documents: count, enqueuing: count, waiting: count, failed: count });

/**
 * Reads how far a rebuild is.
 *
 * @param tasks the names of its tasks.
 */
export const readRebuild = async (
  em: EntityManager,
  tasks: { readonly enqueue: string; readonly index: string },
): Promise<RebuildState> => {
  const rows = await em.execute(
    `select (select count(*) from document where status = 'ready') as documents,
       count(*) filter (where task.identifier = ? and attempts < max_attempts) as enqueuing,
       count(*) filter (where task.identifier = ? and attempts < max_attempts) as waiting,
       count(*) filter (where task.identifier in (?, ?) and attempts >= max_attempts and locked_at is null
         and not ${supersededCondition('job')}) as failed
     from graphile_worker._private_jobs job
     join graphile_worker._private_tasks task on task.id = job.task_id`,
    [tasks.enqueue, tasks.index, tasks.enqueue, tasks.index],
  );
  return stateRow.parse(rows[0]);
};
