import { retentionEntry } from '@ai-teacher/service-kit/jobs/retention.ts';
import type { TimetableEntry } from '@ai-teacher/service-kit/jobs/timetable.ts';
import { expireAccountsTask } from './accounts.ts';
import { maintainSigningKeysTask } from './signing-keys.ts';

/**
 * One of the replicas maintains the keys every hour and deletes expired accounts every night (UTC). Between
 * the runs for the keys, jobs retire keys when they are due.
 */
export const timetable = [
  { task: maintainSigningKeysTask, match: '17 * * * *' },
  { task: expireAccountsTask, match: '43 2 * * *' },
  retentionEntry,
] as const satisfies readonly TimetableEntry[];
