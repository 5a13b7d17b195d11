import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import { enqueue, type Task, task } from '@ai-teacher/service-kit/jobs/jobs.ts';
import { z } from 'zod';
import type { GenerationJobs } from '../domain/generations/ports.ts';
import { type WriteGenerationDeps, writeGeneration } from '../domain/generations/write-generation.ts';

export const writeGenerationTask = 'write-exam-items';

const payload = z.object({ generationId: z.guid() });

/** Generations run in turns of their teachers. */
export const enqueueGenerations = (em: EntityManager): GenerationJobs => ({
  schedule: (generationId, ownerId) =>
    enqueue(em, writeGenerationTask, { generationId } satisfies z.input<typeof payload>, {
      key: `${writeGenerationTask}:${generationId}`,
      owner: ownerId,
    }),
});

export const writeGenerationOf = (deps: WriteGenerationDeps): Task => task(payload, writeGeneration(deps));
