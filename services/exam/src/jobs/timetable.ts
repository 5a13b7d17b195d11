import { reconciliationEntry } from '@ai-teacher/access/jobs/reconciliation.ts';
import { retentionEntry } from '@ai-teacher/service-kit/jobs/retention.ts';
import type { TimetableEntry } from '@ai-teacher/service-kit/jobs/timetable.ts';
import { extraTimesEntry } from './extra-times.ts';

export const timetable = [
  retentionEntry,
  reconciliationEntry,
  extraTimesEntry,
] as const satisfies readonly TimetableEntry[];
