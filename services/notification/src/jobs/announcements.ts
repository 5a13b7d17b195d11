import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import { enqueue, type Task, task } from '@ai-teacher/service-kit/jobs/jobs.ts';
import { z } from 'zod';
import { type CatchUpDeps, catchUp } from '../domain/announcements/catch-up.ts';
import { type NotifyStudentsDeps, notifyStudents } from '../domain/announcements/notify-students.ts';
import type { Repositories } from '../domain/ports.ts';

/** Task names are stored in the queue, so a name never changes. */
const notifyStudentsTask = 'tell-students';
const studentBatch = z.object({ eventId: z.guid(), after: z.guid().nullable() });

const catchUpTask = 'catch-up';
const lateStudent = z.object({ userId: z.guid() });

/** Enqueues the jobs of announcements. The key of a batch prevents a second waiting job for that batch. */
export const announcementJobs = (em: EntityManager): Repositories['jobs'] => ({
  notifyStudents: ({ eventId, after }) =>
    enqueue(
      em,
      notifyStudentsTask,
      { eventId, after },
      { key: `${notifyStudentsTask}:${eventId}:${after ?? 'first'}` },
    ),
  catchUp: ({ userId }) => enqueue(em, catchUpTask, { userId }),
});

export const announcementTasks = (
  deps: NotifyStudentsDeps & CatchUpDeps,
): Readonly<Record<string, Task>> => ({
  [notifyStudentsTask]: task(studentBatch, notifyStudents(deps)),
  [catchUpTask]: task(lateStudent, catchUp(deps)),
});
