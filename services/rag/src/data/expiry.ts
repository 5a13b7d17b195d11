import { projectionExpiry } from '@ai-teacher/access/data/projection-expiry.ts';
import { idempotencyExpiry } from '@ai-teacher/service-kit/database/idempotency-keys.ts';
import type { Expiry } from '@ai-teacher/service-kit/database/remove-expired.ts';

/** When a row of each table with a term has expired. */
export const expiry: Readonly<Record<string, Expiry>> = {
  seen_event: 'seen_at < $before',
  ...projectionExpiry,
  ...idempotencyExpiry,
};
