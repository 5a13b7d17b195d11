import {
  idempotencyRetention,
  type RetentionTable,
  seenEventRetention,
} from '@ai-teacher/service-kit/domain/retention.ts';

/** How long user retains the rows of each of its tables. */
export const retention = {
  institution: { stays: 'One row for each institution.' },
  profile: {
    stays: 'Erased with its user. The erased row prevents late events from creating the profile again.',
  },
  academic_tree: { stays: 'One row for each tree of an institution.' },
  academic_node: { stays: 'Archived instead of deleted, because classes and documents name it.' },
  academic_name: { with: 'academic_node' },
  academic_move: { stays: 'The history of a node stays with the node.' },
  academic_register: { stays: 'One row for each institution.' },
  academic_session: { stays: 'Archived instead of deleted, because courses and classes name it.' },
  course: { stays: 'Archived instead of deleted, because classes name it.' },
  class: { stays: 'Archived instead of deleted, because enrolments and documents name it.' },
  enrolment: { stays: 'Ended instead of deleted. Erased with its person.' },
  guardian_link: { stays: 'Shows who was a guardian when. Erased with either person.' },
  unit_role: { stays: 'Shows who was an admin when. Erased with its person.' },
  join_code: { days: 'JOIN_CODE_RETENTION_DAYS', after: 'the code expired' },
  sharing_policy: { stays: 'One row for each institution that has chosen a policy.' },
  institution_time_zone: { stays: 'One row for each institution that has chosen a time zone.' },
  roster_part: { days: 'ROSTER_UPLOAD_RETENTION_DAYS', after: 'the bytes arrived' },
  roster_row: { days: 'ROSTER_RETENTION_DAYS', after: 'the import ended' },
  roster_fault: { days: 'ROSTER_RETENTION_DAYS', after: 'the import ended' },
  roster_step: { days: 'ROSTER_RETENTION_DAYS', after: 'the import ended' },
  roster: { days: 'ROSTER_RETENTION_DAYS', after: 'the import ended, or waits for a confirmation' },
  roster_record: { stays: 'The ids of imported things outside. Erased with its person.' },
  ...seenEventRetention,
  ...idempotencyRetention,
} as const satisfies RetentionTable;
