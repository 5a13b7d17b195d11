import { idempotencyExpiry } from '@ai-teacher/service-kit/database/idempotency-keys.ts';
import type { Expiry } from '@ai-teacher/service-kit/database/remove-expired.ts';

const isExpiredRoster = `coalesce(ended_at, created_at) < $before and status <> 'applying'`;

/** For each table whose rows expire: the condition of an expired row, in SQL. */
export const expiry: Readonly<Record<string, Expiry>> = {
  seen_event: 'seen_at < $before',
  // Rows go first, in small transactions, because an import can have millions.
  ...Object.fromEntries(
    ['roster_row', 'roster_fault', 'roster_step'].map((table) => [
      table,
      `roster_id in (select id from roster where ${isExpiredRoster})`,
    ]),
  ),
  roster: isExpiredRoster,
  roster_part: `created_at < $before and not exists (
    select from roster where roster.id = roster_part.roster_id and status in ('queued', 'checking'))`,
  join_code: 'expires_at < $before',
  ...idempotencyExpiry,
};
