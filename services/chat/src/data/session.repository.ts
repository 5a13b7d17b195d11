import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import type { Session, Sessions } from '../domain/ports.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import { SessionEntity } from './session.entity.ts';

const cursorShape = z.tuple([z.iso.datetime(), z.guid()]);

function toSession({ id, title, createdAt }: SessionEntity): Session {
  return { id, title, createdAt };
}

export function sessionRepository(em: EntityManager): Sessions {
  return {
    async find({ userId, institutionId }, id) {
      const row = await em.findOne(SessionEntity, { id, userId, institutionId });
      return row === null ? undefined : toSession(row);
    },
    async add({ userId, institutionId }, session) {
      await em.insert(SessionEntity, { ...session, userId, institutionId });
    },
    async list({ userId, institutionId }, { limit, cursor }) {
      const before = cursor === undefined ? undefined : decodeCursor(cursor, cursorShape);
      const rows = await em.find(
        SessionEntity,
        {
          userId,
          institutionId,
          ...(before === undefined
            ? {}
            : {
                $or: [
                  { createdAt: { $lt: new Date(before[0]) } },
                  { createdAt: new Date(before[0]), id: { $lt: before[1] } },
                ],
              }),
        },
        { orderBy: { createdAt: 'desc', id: 'desc' }, limit: limit + 1 },
      );
      const items = rows.slice(0, limit).map(toSession);
      const last = items.at(-1);
      const more = rows.length > limit && last !== undefined;
      return { items, nextCursor: more ? encodeCursor([last.createdAt.toISOString(), last.id]) : null };
    },
    async remove({ userId, institutionId }, id) {
      return (await em.nativeDelete(SessionEntity, { id, userId, institutionId })) === 1;
    },
    async removeAllOf(userId) {
      await em.nativeDelete(SessionEntity, { userId });
    },
  };
}
