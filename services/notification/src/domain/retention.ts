import { projectionRetention } from '@ai-teacher/access/domain/projection-retention.ts';
import { type RetentionTable, seenEventRetention } from '@ai-teacher/service-kit/domain/retention.ts';

/** How long notification retains the rows of each of its tables. */
export const retention = {
  notification: { days: 'NOTIFICATION_RETENTION_DAYS', after: 'the notification was written' },
  announcement: { days: 'NOTIFICATION_RETENTION_DAYS', after: 'the event of the announcement' },
  forgotten_document: {
    stays: 'Two ids for each lost document, so that a late event does not restore its title.',
  },
  member: { stays: 'Erased with its user. The erased row prevents late events from notifying this person.' },
  ...projectionRetention,
  ...seenEventRetention,
} as const satisfies RetentionTable;
