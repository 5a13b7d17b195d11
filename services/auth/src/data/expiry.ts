import { idempotencyExpiry } from '@ai-teacher/service-kit/database/idempotency-keys.ts';
import type { Expiry } from '@ai-teacher/service-kit/database/remove-expired.ts';
import { maintainAuditPartitions } from './audit-partitions.ts';

/**
 * A family that has not expired retains all its tokens, because a used token that is presented again ends the
 * family. Ended families are listed as revoked for minutes only.
 */
const expiredFamily = 'expires_at < $before and (ended_at is null or ended_at < $before)';

/** When a row of each table with a term has expired. */
export const expiry: Readonly<Record<string, Expiry>> = {
  refresh_token: `family_id in (select id from refresh_family where ${expiredFamily})`,
  refresh_family: `${expiredFamily}
    and not exists (select from refresh_token where refresh_token.family_id = refresh_family.id)`,
  invitation: 'coalesce(used_at, expires_at) < $before',
  dangerous_act: 'at < $before',
  audit_entry: maintainAuditPartitions,
  known_network: 'last_seen_at < $before',
  ...idempotencyExpiry,
};
