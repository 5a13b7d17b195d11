import { type RetentionTable, seenEventRetention } from '@ai-teacher/service-kit/domain/retention.ts';

/** How long user retains the rows of each of its tables. */
export const retention = {
  institution: { stays: 'One row for each institution.' },
  profile: {
    stays: 'Erased with its user. The erased row prevents late events from creating the profile again.',
  },
  ...seenEventRetention,
} as const satisfies RetentionTable;
