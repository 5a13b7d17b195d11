import { byTime, olderThan, pageThrough, placeIn } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Session, Sessions } from '../domain/ports.ts';
import { SessionEntity } from './session.entity.ts';

const toSession = ({ id, title, createdAt }: SessionEntity): Session => {
  return { id, title, createdAt };
};

export const sessionRepository = (em: EntityManager): Sessions => {
  return {
    async find({ userId, institutionId }, id) {
      const row = await em.findOne(SessionEntity, { id, userId, institutionId });
      return row === null ? undefined : toSession(row);
    },
    async add({ userId, institutionId }, session) {
      await em.insert(SessionEntity, { ...session, userId, institutionId });
    },
    async list({ userId, institutionId }, { limit, cursor }) {
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
    async remove({ userId, institutionId }, id) {
      return (await em.nativeDelete(SessionEntity, { id, userId, institutionId })) === 1;
    },
    async removeAllOf(userId) {
      await em.nativeDelete(SessionEntity, { userId });
    },
  };
};
