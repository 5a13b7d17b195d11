import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import { enqueue, type Task, task } from '@ai-teacher/service-kit/jobs/jobs.ts';
import { z } from 'zod';
import {
  type MaintainSigningKeysDeps,
  maintainSigningKeys,
} from '../domain/signing-keys/maintain-signing-keys.ts';
import type { SigningKeyJobs } from '../domain/signing-keys/ports.ts';

/** The queue stores this name. */
export const maintainSigningKeysTask = 'keep-signing-keys';
const maintainSigningKeysData = z.object({});

export const signingKeyJobs = (em: EntityManager): SigningKeyJobs => ({
  maintainSigningKeys: (at) =>
    enqueue(
      em,
      maintainSigningKeysTask,
      {},
      { key: `${maintainSigningKeysTask}:${at.toISOString()}`, runAt: at },
    ),
});

export const signingKeyTasks = (deps: MaintainSigningKeysDeps): Readonly<Record<string, Task>> => ({
  [maintainSigningKeysTask]: task(maintainSigningKeysData, maintainSigningKeys(deps)),
});
