import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import { enqueue, type Task, task } from '@ai-teacher/service-kit/jobs/jobs.ts';
import { z } from 'zod';
import type { Remarkings } from '../domain/corrections/ports.ts';
import { type RemarkAttemptsDeps, remarkAttempts } from '../domain/corrections/remark-attempts.ts';

export const remarkAttemptsTask = 'remark-attempts';

const payload = z.object({ correctionId: z.guid() });

export const enqueueRemarkings = (em: EntityManager): Remarkings => ({
  schedule: (correctionId) =>
    enqueue(em, remarkAttemptsTask, { correctionId } satisfies z.input<typeof payload>, {
      key: `${remarkAttemptsTask}:${correctionId}`,
    }),
});

export const remarkAttemptsOf = (deps: RemarkAttemptsDeps): Task => task(payload, remarkAttempts(deps));
