import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import { enqueue, type Task, task } from '@ai-teacher/service-kit/jobs/jobs.ts';
import type { TimetableEntry } from '@ai-teacher/service-kit/jobs/timetable.ts';
import { z } from 'zod';
import type { Retimings } from '../domain/assigning/ports.ts';
import {
  type ReconcileExtraTimesDeps,
  reconcileExtraTimes,
} from '../domain/assigning/reconcile-extra-times.ts';
import { type RetimeChangedExamDeps, retimeChangedExam } from '../domain/assigning/retime-changed-exam.ts';

const retimeExamTask = 'retime-exam';
const reconcileExtraTimesTask = 'reconcile-extra-times';

/** Jobs of one queue run one after the other, over all replicas. */
const queue = 'extra times';

/** Every hour, at another minute than other work of the timetable. */
export const extraTimesEntry = {
  task: reconcileExtraTimesTask,
  match: '37 * * * *',
  queue,
} as const satisfies TimetableEntry;

const payload = z.object({ examId: z.guid() });

export const enqueueRetimings = (em: EntityManager): Retimings => ({
  schedule: (examId) =>
    enqueue(em, retimeExamTask, { examId } satisfies z.input<typeof payload>, {
      key: `${retimeExamTask}:${examId}`,
    }),
});

/** Call when the workers have started: copies the extra times that user had before this service knew them. */
export const enqueueExtraTimes = (em: EntityManager): Promise<void> =>
  enqueue(em, reconcileExtraTimesTask, {}, { key: reconcileExtraTimesTask, queue });

export const extraTimeTasks = (
  deps: ReconcileExtraTimesDeps & RetimeChangedExamDeps,
): Readonly<Record<string, Task>> => ({
  [retimeExamTask]: task(payload, retimeChangedExam(deps)),
  [reconcileExtraTimesTask]: task(z.strictObject({}), reconcileExtraTimes(deps)),
});
