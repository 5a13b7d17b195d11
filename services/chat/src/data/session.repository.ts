import { executePrepared, preparedStatement } from '@ai-teacher/service-kit/database/prepared-statement.ts';
import { byTime, olderThan, pageThrough, placeIn } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Session } from '../domain/ports.ts';
import type { Sessions as ListedSessions } from '../domain/sessions/ports.ts';
import type { Sessions as ContinuedSessions } from '../domain/tutoring/ports.ts';
import { SessionEntity } from './session.entity.ts';

const toSession = ({ id, title, createdAt }: SessionEntity): Session => ({ id, title, createdAt });

const lockSessions = preparedStatement(
  'lockSessions',
  "select pg_advisory_xact_lock(hashtextextended('sessions ' || $1::uuid::text, 0))",
);
const addSession = preparedStatement(
  'addSession',
  `insert into chat_session (id, institution_id, user_id, title, created_at)
   select $1::uuid, $2::uuid, $3::uuid, $4, $5::timestamptz
   where (select count(*) from chat_session where user_id = $3) < $6::int returning id`,
);

export const sessionRepository = (em: EntityManager): ListedSessions & ContinuedSessions => ({
  find: async ({ userId, institutionId }, id) => {
    const row = await em.findOne(SessionEntity, { id, userId, institutionId });
    return row === null ? undefined : toSession(row);
  },
  add: async ({ userId, institutionId }, { id, title, createdAt }, { maxSessions }) => {
    // The count must see the sessions for which this lock waited, so it is a statement of its own.
    await executePrepared(em, lockSessions, [userId]);
    const added = await executePrepared<{ id: string }>(em, addSession, [
      ...[id, institutionId, userId, title, createdAt, maxSessions],
    ]);
    return added.length === 1;
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
  remove: async ({ userId, institutionId }, id) =>
    (await em.nativeDelete(SessionEntity, { id, userId, institutionId })) === 1,
  removeAllOf: async (userId) => {
    await em.nativeDelete(SessionEntity, { userId });
  },
});
