import { retentionEntry } from '@ai-teacher/service-kit/jobs/retention.ts';
import type { TimetableEntry } from '@ai-teacher/service-kit/jobs/timetable.ts';
import { cleanUpTask } from './ingestion.ts';

/** Interrupted uploads and stalled documents are found within ten minutes of their term. */
export const timetable = [
  { task: cleanUpTask, match: '*/10 * * * *' },
  retentionEntry,
] as const satisfies readonly TimetableEntry[];
