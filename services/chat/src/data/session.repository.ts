import { byTime, olderThan, pageThrough, placeIn } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Session } from '../domain/ports.ts';
import type { Sessions as ListedSessions } from '../domain/sessions/ports.ts';
import type { Sessions as ContinuedSessions } from '../domain/tutoring/ports.ts';
import { SessionEntity } from './session.entity.ts';

const toSession = ({ id, title, createdAt }: SessionEntity): Session => ({ id, title, createdAt });

export const sessionRepository = (em: EntityManager): ListedSessions & ContinuedSessions => ({
  find: async ({ userId, institutionId }, id) => {
    const row = await em.findOne(SessionEntity, { id, userId, institutionId });
    return row === null ? undefined : toSession(row);
  },
  add: async ({ userId, institutionId }, { id, title, createdAt }, { maxSessions }) => {
    // The count must see the sessions for which this lock waited, so it is a statement of its own.
    await em.execute("select pg_advisory_xact_lock(hashtextextended('sessions ' || ?::uuid::text, 0))", [
      userId,
    ]);
    const added = await em.execute<{ id: string }[]>(
      `insert into chat_session (id, institution_id, user_id, title, created_at)
       select ?::uuid, ?::uuid, ?::uuid, ?, ?::timestamptz
       where (select count(*) from chat_session where user_id = ?) < ? returning id`,
      [id, institutionId, userId, title, createdAt, userId, maxSessions],
    );
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
