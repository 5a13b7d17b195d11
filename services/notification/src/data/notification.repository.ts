import { byTime, olderThan, pageThrough, placeIn } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Notification } from '../domain/inbox/ports.ts';
import type { Repositories } from '../domain/ports.ts';
import { NotificationEntity } from './notification.entity.ts';

const toNotification = (row: NotificationEntity): Notification => ({
  id: row.id,
  type: row.type,
  title: row.title,
  body: row.body,
  subject: row.subject,
  createdAt: row.createdAt,
  readAt: row.readAt ?? null,
});

export const notificationRepository = (em: EntityManager): Repositories['notifications'] => ({
  insert: async ({ eventId, institutionId, type, title, body, subject, occurredAt }, recipients) => {
    if (recipients.length === 0) return;
    await em.execute(
      `insert into notification (id, person_id, event_id, institution_id, type, title, body, subject, created_at)
       select id, "personId", ?, ?, ?, ?, ?, ?, ? from json_to_recordset(?::json) as recipient (id uuid, "personId" uuid)
       on conflict (event_id, person_id) do nothing`,
      [eventId, institutionId, type, title, body, subject, occurredAt, JSON.stringify(recipients)],
    );
  },
  rewrite: async (subject, readerId, { title, body }) => {
    await em.execute(
      `update notification set title = ?, body = ?
       where subject = ? and person_id is distinct from ?::uuid and type like 'document.%'`,
      [title, body, subject, readerId],
    );
  },
  list: async ({ userId, institutionId }, { limit, cursor }) => {
    const mine = { personId: userId, institutionId };
    const rows = await em.find(
      NotificationEntity,
      { ...mine, ...olderThan(placeIn(cursor), 'createdAt') },
      { orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], limit: limit + 1 },
    );
    return pageThrough(rows.map(toNotification), limit, byTime);
  },
  markRead: async ({ userId, institutionId }, id, now) => {
    const rows = await em.execute<unknown[]>(
      `update notification set read_at = coalesce(read_at, ?)
       where id = ? and person_id = ? and institution_id = ? returning id`,
      [now, id, userId, institutionId],
    );
    return rows.length === 1;
  },
  eraseAllOf: async (personId) => {
    await em.nativeDelete(NotificationEntity, { personId });
  },
});
