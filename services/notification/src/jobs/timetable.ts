import { reconciliationEntry } from '@ai-teacher/access/jobs/reconciliation.ts';
import { retentionEntry } from '@ai-teacher/service-kit/jobs/retention.ts';
import type { TimetableEntry } from '@ai-teacher/service-kit/jobs/timetable.ts';

export const timetable = [retentionEntry, reconciliationEntry] as const satisfies readonly TimetableEntry[];
