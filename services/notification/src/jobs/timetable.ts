import { retentionEntry } from '@ai-teacher/service-kit/jobs/retention.ts';
import type { TimetableEntry } from '@ai-teacher/service-kit/jobs/timetable.ts';

export const timetable = [retentionEntry] as const satisfies readonly TimetableEntry[];
