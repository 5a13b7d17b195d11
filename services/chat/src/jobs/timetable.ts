import { retentionEntry } from '@ai-teacher/service-kit/jobs/retention.ts';
import type { TimetableEntry } from '@ai-teacher/service-kit/jobs/timetable.ts';
import { indexMessagesEntry } from './message-search.ts';

export const timetable = [retentionEntry, indexMessagesEntry] as const satisfies readonly TimetableEntry[];
