import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import { enqueue, type Task, task } from '@ai-teacher/service-kit/jobs/jobs.ts';
import { z } from 'zod';
import type { Repositories, World } from '../domain/ports.ts';
import { keepSigningKeys } from '../domain/signing-keys/rotate-signing-key.ts';

const keepSigningKeysTask = 'keep-signing-keys';

/** The keys are looked after every hour by one of the replicas, and beside that when one of them is due. */
export const signingKeyTimetable = [{ task: keepSigningKeysTask, match: '17 * * * *' }] as const;

export const signingKeyJobs = (em: EntityManager): Repositories['jobs'] => ({
  keepSigningKeys: (at) =>
    enqueue(em, keepSigningKeysTask, {}, { key: `${keepSigningKeysTask}:${at.toISOString()}`, runAt: at }),
});

export const signingKeyTasks = (world: World): Readonly<Record<string, Task>> => ({
  [keepSigningKeysTask]: task(z.object({}).optional(), keepSigningKeys(world)),
});
