import { type Task, task } from '@ai-teacher/service-kit/jobs/jobs.ts';
import { z } from 'zod';
import { type ExpireAccountsDeps, expireAccounts } from '../domain/accounts/expire-accounts.ts';

/** The queue stores this name. */
const expireAccountsTask = 'expire-accounts';
/** The timetable enqueues the task without data. */
const expireAccountsData = z.object({}).optional();

/** One of the replicas deletes expired accounts every night (UTC). */
export const accountTimetable = [{ task: expireAccountsTask, match: '43 2 * * *' }] as const;

export const accountTasks = (deps: ExpireAccountsDeps): Readonly<Record<string, Task>> => ({
  [expireAccountsTask]: task(expireAccountsData, expireAccounts(deps)),
});
