import type { AudienceKey } from '@ai-teacher/access/domain/audience.ts';
import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import { enqueue, type Task, task } from '@ai-teacher/service-kit/jobs/jobs.ts';
import { z } from 'zod';
import { type CatchUpDeps, catchUp } from '../domain/announcements/catch-up.ts';
import { type CatchUpAudienceDeps, catchUpAudience } from '../domain/announcements/catch-up-audience.ts';
import {
  type CatchUpInstitutionDeps,
  type CatchUpMissedDeps,
  catchUpInstitution,
  catchUpMissed,
} from '../domain/announcements/catch-up-institution.ts';
import { type NotifyStudentsDeps, notifyStudents } from '../domain/announcements/notify-students.ts';
import type { Repositories } from '../domain/ports.ts';

/** Task names are stored in the queue, so a name never changes. */
const notifyStudentsTask = 'tell-students';
const studentBatch = z.object({ eventId: z.guid(), after: z.guid().nullable() });

const catchUpAudienceTask = 'catch-up-audience';
const audienceBatch = z.object({
  institutionId: z.guid(),
  key: z.custom<AudienceKey>(
    (value) => typeof value === 'string' && /^(class|unit):[0-9a-f-]{36}$/.test(value),
  ),
  after: z.guid().nullable(),
});

const catchUpInstitutionTask = 'catch-up-institution';
const institutionBatch = z.object({ institutionId: z.guid(), after: z.guid().nullable() });
const catchUpMissedTask = 'catch-up-missed';

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
  // An import enqueues a job for each announcement and student, and one job looks at all announcements.
  catchUp: ({ userId }) => enqueue(em, catchUpTask, { userId }, { key: `${catchUpTask}:${userId}` }),
  catchUpAudience: (batch) => enqueue(em, catchUpAudienceTask, batch),
  catchUpInstitution: (batch) => enqueue(em, catchUpInstitutionTask, batch),
  catchUpMissed: (batch) => enqueue(em, catchUpMissedTask, batch),
});

export const announcementTasks = (
  deps: NotifyStudentsDeps & CatchUpDeps & CatchUpAudienceDeps & CatchUpInstitutionDeps & CatchUpMissedDeps,
): Readonly<Record<string, Task>> => ({
  [notifyStudentsTask]: task(studentBatch, notifyStudents(deps)),
  [catchUpTask]: task(lateStudent, catchUp(deps)),
  [catchUpAudienceTask]: task(audienceBatch, catchUpAudience(deps)),
  [catchUpInstitutionTask]: task(institutionBatch, catchUpInstitution(deps)),
  [catchUpMissedTask]: task(studentBatch, catchUpMissed(deps)),
});
