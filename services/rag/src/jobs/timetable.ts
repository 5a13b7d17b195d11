import { reconciliationEntry } from '@ai-teacher/access/jobs/reconciliation.ts';
import { retentionEntry } from '@ai-teacher/service-kit/jobs/retention.ts';
import type { TimetableEntry } from '@ai-teacher/service-kit/jobs/timetable.ts';
import { buildVectorsTask, removeOrphansTask } from './indexing.ts';
import { cleanUpTask } from './ingestion.ts';

/**
 * Interrupted uploads and stalled documents are found within ten minutes of their term. The whole index is
 * compared with the database at night, because this reads every passage. Documents without vectors are found
 * within five minutes.
 */
export const timetable = [
  { task: cleanUpTask, match: '*/10 * * * *' },
  { task: removeOrphansTask, match: '13 2 * * *' },
  { task: buildVectorsTask, match: '*/5 * * * *' },
  retentionEntry,
  reconciliationEntry,
] as const satisfies readonly TimetableEntry[];
