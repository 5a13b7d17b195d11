import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import { enqueue, type Task, task } from '@ai-teacher/service-kit/jobs/jobs.ts';
import type { TimetableEntry } from '@ai-teacher/service-kit/jobs/timetable.ts';
import { z } from 'zod';
import { type IndexMessagesDeps, indexMessages } from '../domain/sessions/index-messages.ts';

/** The queue stores this name. */
const indexMessagesTask = 'index-messages';

/** Jobs of one queue run one after the other, over all replicas. */
const queue = 'message search';

/** Every night at 2:17 UTC, for messages that a service of the previous version stored during a release. */
export const indexMessagesEntry = {
  task: indexMessagesTask,
  match: '17 2 * * *',
  queue,
} as const satisfies TimetableEntry;

/** Call when the workers have started: makes messages of the previous version searchable. */
export const enqueueMessageIndexing = (em: EntityManager): Promise<void> =>
  enqueue(em, indexMessagesTask, {}, { key: indexMessagesTask, queue });

export const messageSearchTasks = (deps: IndexMessagesDeps): Readonly<Record<string, Task>> => ({
  [indexMessagesTask]: task(z.strictObject({}), indexMessages(deps)),
});
