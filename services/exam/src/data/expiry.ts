import { projectionExpiry } from '@ai-teacher/access/data/projection-expiry.ts';
import { idempotencyExpiry } from '@ai-teacher/service-kit/database/idempotency-keys.ts';
import type { Expiry } from '@ai-teacher/service-kit/database/remove-expired.ts';

/** When a row of each table with a term has expired. */
export const expiry: Readonly<Record<string, Expiry>> = {
  attempt: `status = 'graded' and submitted_at < $before`,
  exam: `status = 'published' and ends_at < $before
    and not exists (select from attempt where attempt.exam_id = exam.id)`,
  generation: 'ended_at < $before',
  token_use: `day < ($before at time zone 'UTC')::date`,
  seen_event: 'seen_at < $before',
  ...projectionExpiry,
  ...idempotencyExpiry,
};
