import {
  idempotencyRetention,
  type RetentionTable,
  seenEventRetention,
} from '@ai-teacher/service-kit/domain/retention.ts';

/** How long chat retains the rows of each of its tables. */
export const retention = {
  chat_session: { days: 'CHAT_RETENTION_DAYS', after: 'the last message of the session' },
  chat_message: { with: 'chat_session' },
  chat_message_search: { with: 'chat_message' },
  chat_citation: { with: 'chat_session' },
  chat_answer_source: { with: 'chat_message' },
  erased_user: { days: 'SEEN_EVENT_RETENTION_DAYS', after: 'the user was erased' },
  withdrawn_document: { stays: 'Two ids for each lost document, for answers in progress and late events.' },
  token_use: { days: 'TOKEN_USE_RETENTION_DAYS', after: 'the day of the use' },
  ...seenEventRetention,
  ...idempotencyRetention,
} as const satisfies RetentionTable;
