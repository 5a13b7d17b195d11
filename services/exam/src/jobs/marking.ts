import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import { enqueue, type Task, task } from '@ai-teacher/service-kit/jobs/jobs.ts';
import { z } from 'zod';
import { type JudgeWaitingDeps, judgeWaiting } from '../domain/marking/judge-waiting.ts';
import type { Judgings } from '../domain/marking/ports.ts';

export const judgeWaitingTask = 'judge-waiting-answers';

const payload = z.object({ examId: z.guid(), itemId: z.guid() });

/** Marks that a teacher sets within this time of each other are judged with in one job. */
const graceMilliseconds = 2_000;

export const enqueueJudgings = (em: EntityManager): Judgings => ({
  schedule: ({ examId, itemId }) =>
    enqueue(em, judgeWaitingTask, { examId, itemId } satisfies z.input<typeof payload>, {
      key: `${judgeWaitingTask}:${itemId}`,
      runAt: new Date(Date.now() + graceMilliseconds),
    }),
});

export const judgeWaitingOf = (deps: JudgeWaitingDeps): Task => task(payload, judgeWaiting(deps));
