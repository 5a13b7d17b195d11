import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import { enqueue, type Task, task } from '@ai-teacher/service-kit/jobs/jobs.ts';
import { z } from 'zod';
import { catchUp } from '../domain/announcements/catch-up.ts';
import { tellStudents } from '../domain/announcements/notify-students.ts';
import type { Repositories, World } from '../domain/ports.ts';

const tellStudentsTask = 'tell-students';
const catchUpTask = 'catch-up';

/** Puts the background work into the queue; a batch that is asked for twice waits there once. */
export const followUpJobs = (em: EntityManager): Repositories['jobs'] => ({
  tellStudents: ({ eventId, after }) =>
    enqueue(
      em,
      tellStudentsTask,
      { eventId, after },
      { key: `${tellStudentsTask}:${eventId}:${after ?? 'first'}` },
    ),
  catchUp: ({ userId }) => enqueue(em, catchUpTask, { userId }),
});

export const followUpTasks = (world: World): Readonly<Record<string, Task>> => ({
  [tellStudentsTask]: task(z.object({ eventId: z.guid(), after: z.guid().nullable() }), tellStudents(world)),
  [catchUpTask]: task(z.object({ userId: z.guid() }), catchUp(world)),
});
