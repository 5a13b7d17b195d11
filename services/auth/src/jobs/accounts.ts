import { type Task, task } from '@ai-teacher/service-kit/jobs/jobs.ts';
import { z } from 'zod';
import { type ExpireAccountsDeps, expireAccounts } from '../domain/accounts/expire-accounts.ts';

/** The queue stores this name. */
export const expireAccountsTask = 'expire-accounts';
/** The timetable enqueues the task with the data {}. */
const expireAccountsData = z.object({});

export const accountTasks = (deps: ExpireAccountsDeps): Readonly<Record<string, Task>> => ({
  [expireAccountsTask]: task(expireAccountsData, expireAccounts(deps)),
});
