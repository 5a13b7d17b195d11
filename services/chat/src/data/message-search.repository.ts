import { executePrepared, preparedStatement } from '@ai-teacher/service-kit/database/prepared-statement.ts';
import { byTime, type Listed, pageThrough, placeIn } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Owner, Session } from '../domain/ports.ts';
import type { MessageSearch, PageRequest, WantedWords } from '../domain/sessions/ports.ts';

/**
 * Reads the owner's sessions from the newest and stops at a full page. `strpos` has no wildcards. The longest
 * word is compared first; the others are compared where it was found. The inner limit prevents a plan that
 * reads the messages of all owners.
 */
const findSessions = preparedStatement(
  'findSessions',
  `
  select session.id, session.title, session.created_at as "createdAt"
  from chat_session as session cross join lateral (
    select from chat_message_search as message
    where message.session_id = session.id
      and (strpos(message.text, ($5::text[])[1]) > 0 or strpos(message.text, ($6::text[])[1]) > 0)
      and not exists (
        select from unnest($5::text[], $6::text[]) as word (plain, spelt)
        where strpos(message.text, plain) = 0 and strpos(message.text, spelt) = 0)
    limit 1) as found
  where session.user_id = $1::uuid and session.institution_id = $2::uuid
    and ($3::timestamptz is null or (session.created_at, session.id) < ($3::timestamptz, $4::uuid))
  order by session.created_at desc, session.id desc
  limit $7::int`,
);

/** The query builder reads times as text. */
type FoundSession = Omit<Session, 'createdAt'> & { readonly createdAt: string };

/** Lists the owner's sessions of which one message contains each word in one of its spellings. */
export const searchSessions = async (
  em: EntityManager,
  { userId, institutionId }: Owner,
  { words, limit, cursor }: PageRequest & { readonly words: WantedWords },
): Promise<Listed<Session>> => {
  const place = placeIn(cursor);
  if (words.length === 0) return { items: [], nextCursor: null };
  const rows = await executePrepared<FoundSession>(em, findSessions, [
    ...[userId, institutionId, place?.at ?? null, place?.id ?? null],
    ...[words.map(({ plain }) => plain), words.map(({ spelt }) => spelt), limit + 1],
  ]);
  const sessions = rows.map(({ createdAt, ...session }) => ({ ...session, createdAt: new Date(createdAt) }));
  return pageThrough(sessions, limit, byTime);
};

export const messageSearchRepository = (em: EntityManager): MessageSearch => ({
  // A withdrawal waits for the lock, and then erases the row that this transaction adds.
  lockUnindexed: ({ after, limit }) =>
    em.execute(
      `select id, session_id as "sessionId", author, text from chat_message as message
       where text <> '' and (?::uuid is null or id > ?::uuid)
         and not exists (select from chat_message_search where message_id = message.id)
       order by id limit ? for share skip locked`,
      [after ?? null, after ?? null, limit],
    ),
  add: async (messages) => {
    await em.execute(
      `insert into chat_message_search (message_id, session_id, text)
       select given.id, given."sessionId", given.searchable
       from json_to_recordset(?::json) as given (id uuid, "sessionId" uuid, searchable text)
       on conflict do nothing`,
      [JSON.stringify(messages)],
    );
  },
});
