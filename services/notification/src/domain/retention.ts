import { type RetentionTable, seenEventRetention } from '@ai-teacher/service-kit/domain/retention.ts';

/** How long notification retains the rows of each of its tables. */
export const retention = {
  notification: { days: 'NOTIFICATION_RETENTION_DAYS', after: 'the notification was written' },
  announcement: { days: 'NOTIFICATION_RETENTION_DAYS', after: 'the event of the announcement' },
  forgotten_document: {
    stays: 'Two ids for each lost document, so that a late event does not restore its title.',
  },
  member: { stays: 'Erased with its user. The erased row prevents late events from notifying this person.' },
  access_unit: { stays: 'A copy of a fact of user, as long as user has it.' },
  access_class: { stays: 'A copy of a fact of user, as long as user has it.' },
  access_enrolment: { stays: 'A copy of a fact of user, erased with its person.' },
  access_unit_role: { stays: 'A copy of a fact of user, erased with its person.' },
  access_guardian: { stays: 'A copy of a fact of user, erased with either person.' },
  access_sharing_policy: { stays: 'A copy of a fact of user, one row for each institution.' },
  ...seenEventRetention,
} as const satisfies RetentionTable;
