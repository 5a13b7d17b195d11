import { instant } from '@ai-teacher/contracts/values.ts';
import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import { enqueue, type Task, task } from '@ai-teacher/service-kit/jobs/jobs.ts';
import { z } from 'zod';
import type { Announcements } from '../domain/exams/ports.ts';
import { type AnnounceResultsDeps, announceResults } from '../domain/releasing/announce-results.ts';

export const announceResultsTask = 'announce-results';

const payload = z.object({
  examId: z.guid(),
  // Jobs of an earlier version name no end.
  availableAt: instant.transform((text) => new Date(text)).optional(),
});

/** Added to the end of the exam, so that marks and submissions in time are processed before the job runs. */
const graceMilliseconds = 2_000;

export const enqueueAnnouncements = (em: EntityManager): Announcements => ({
  schedule: ({ examId, availableAt }) =>
    enqueue(
      em,
      announceResultsTask,
      { examId, availableAt: availableAt.toISOString() } satisfies z.input<typeof payload>,
      {
        key: `${announceResultsTask}:${examId}`,
        runAt: new Date(availableAt.getTime() + graceMilliseconds),
      },
    ),
});

export const announceResultsOf = (deps: AnnounceResultsDeps): Task => task(payload, announceResults(deps));
