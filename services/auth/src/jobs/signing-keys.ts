import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import { enqueue, type Task, task } from '@ai-teacher/service-kit/jobs/jobs.ts';
import { z } from 'zod';
import type { Repositories, World } from '../domain/ports.ts';
import { maintainSigningKeys } from '../domain/signing-keys/rotate-signing-key.ts';

const maintainSigningKeysTask = 'keep-signing-keys';

/** The keys are looked after every hour by one of the replicas, and beside that when one of them is due. */
export const signingKeyTimetable = [{ task: maintainSigningKeysTask, match: '17 * * * *' }] as const;

export const signingKeyJobs = (em: EntityManager): Repositories['jobs'] => ({
  maintainSigningKeys: (at) =>
    enqueue(
      em,
      maintainSigningKeysTask,
      {},
      { key: `${maintainSigningKeysTask}:${at.toISOString()}`, runAt: at },
    ),
});

export const signingKeyTasks = (world: World): Readonly<Record<string, Task>> => ({
  [maintainSigningKeysTask]: task(z.object({}).optional(), maintainSigningKeys(world)),
});
