import { idempotencyRetention, type RetentionTable } from '@ai-teacher/service-kit/domain/retention.ts';

/** How long auth retains the rows of each of its tables. */
export const retention = {
  account: {
    stays: 'People decide about their accounts, and admins about the accounts of their institution.',
  },
  refresh_token: { days: 'SESSION_RETENTION_DAYS', after: 'the session of the token expired' },
  refresh_family: { days: 'SESSION_RETENTION_DAYS', after: 'the session expired' },
  invitation: { days: 'INVITATION_RETENTION_DAYS', after: 'the invitation was used or expired' },
  dangerous_act: { days: 'SESSION_RETENTION_DAYS', after: 'the dangerous operation' },
  registration_policy: { stays: 'At most one row, which the next change replaces.' },
  signing_key: { stays: 'About twelve rows a year. A retired key has lost its private half.' },
  audit_entry: { days: 'AUDIT_RETENTION_DAYS', after: 'the entry was written' },
  known_network: { days: 'KNOWN_NETWORK_RETENTION_DAYS', after: 'the last sign-in from the network' },
  ...idempotencyRetention,
} as const satisfies RetentionTable;
