import type { RetentionTable } from '@ai-teacher/service-kit/domain/retention.ts';

const asTheirOwner = { stays: 'As long as user has the fact. The facts about an erased person are removed.' };

/** How long a service retains the tables of the projection. */
export const projectionRetention = {
  access_unit: asTheirOwner,
  access_class: asTheirOwner,
  access_enrolment: asTheirOwner,
  access_unit_role: asTheirOwner,
  access_guardian: asTheirOwner,
  access_sharing_policy: asTheirOwner,
  access_time_zone: asTheirOwner,
  access_erased_person: { days: 'SEEN_EVENT_RETENTION_DAYS', after: 'the person was erased' },
  access_reconciliation: { stays: 'One row, with the time of the last complete reconciliation.' },
} as const satisfies RetentionTable;
