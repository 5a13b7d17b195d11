import { idempotencyExpiry } from '@ai-teacher/service-kit/database/idempotency-keys.ts';
import type { Expiry } from '@ai-teacher/service-kit/database/remove-expired.ts';

/** When a row of each table with a term has expired. */
export const expiry: Readonly<Record<string, Expiry>> = {
  chat_session: `created_at < $before and not exists (
    select from chat_message
    where chat_message.session_id = chat_session.id and chat_message.created_at >= $before)`,
  token_use: `day < ($before at time zone 'UTC')::date`,
  erased_user: 'erased_at < $before',
  seen_event: 'seen_at < $before',
  ...idempotencyExpiry,
};
