import { retentionEntry } from '@ai-teacher/service-kit/jobs/retention.ts';
import type { TimetableEntry } from '@ai-teacher/service-kit/jobs/timetable.ts';
import { maintainSigningKeysTask } from './signing-keys.ts';

/**
 * One of the replicas maintains the keys every hour. Between these runs, jobs retire keys when they are due.
 */
export const timetable = [
  { task: maintainSigningKeysTask, match: '17 * * * *' },
  retentionEntry,
] as const satisfies readonly TimetableEntry[];
