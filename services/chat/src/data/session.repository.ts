import { executePrepared, preparedStatement } from '@ai-teacher/service-kit/database/prepared-statement.ts';
import { byTime, olderThan, pageThrough, placeIn } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Session } from '../domain/ports.ts';
import type { Sessions as ListedSessions } from '../domain/sessions/ports.ts';
import type { Sessions as ContinuedSessions, OpeningOutcome } from '../domain/tutoring/ports.ts';
import { searchSessions } from './message-search.repository.ts';
import { SessionEntity } from './session.entity.ts';

const toSession = ({ id, title, createdAt }: SessionEntity): Session => ({ id, title, createdAt });

const openSession = preparedStatement(
  'openSession',
  `select case when chat_open_session($1::uuid, $2::uuid, $3::uuid, $4::text, $5::int, $6::uuid, $7::text,
     $8::timestamptz, $9::text) then 'opened' else chat_refusal_of($3::uuid) end as outcome`,
);

export const sessionRepository = (em: EntityManager): ListedSessions & ContinuedSessions => ({
  find: async ({ userId, institutionId }, id) => {
    const row = await em.findOne(SessionEntity, { id, userId, institutionId });
    return row === null ? undefined : toSession(row);
  },
  open: async ({ userId, institutionId }, { id, title, createdAt }, { question, maxSessions }) => {
    const [row] = await executePrepared<{ outcome: OpeningOutcome }>(em, openSession, [
      ...[id, institutionId, userId, title, maxSessions, question.id, question.text, createdAt],
      ...[question.searchable],
    ]);
    return row?.outcome ?? 'full';
  },
  list: async ({ userId, institutionId }, { limit, cursor }) => {
    const rows = await em.find(
      SessionEntity,
      {
        userId,
        institutionId,
        ...olderThan(placeIn(cursor), 'createdAt'),
      },
      { orderBy: { createdAt: 'desc', id: 'desc' }, limit: limit + 1 },
    );
    return pageThrough(rows.map(toSession), limit, byTime);
  },
  search: (owner, words, page) => searchSessions(em, owner, { ...page, words }),
  remove: async ({ userId, institutionId }, id) =>
    (await em.nativeDelete(SessionEntity, { id, userId, institutionId })) === 1,
  erase: async (userId) => {
    // The lock of chat_open_session.
    await em.execute(`select pg_advisory_xact_lock(hashtextextended('sessions ' || ?::uuid::text, 0))`, [
      userId,
    ]);
    await em.execute(
      `insert into erased_user (user_id) values (?) on conflict (user_id) do update set erased_at = now()`,
      [userId],
    );
    await em.nativeDelete(SessionEntity, { userId });
  },
});
