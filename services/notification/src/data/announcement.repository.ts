import type { PlaceInTime } from '@ai-teacher/service-kit/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Announcement, Repositories } from '../domain/ports.ts';
import { AnnouncementEntity } from './announcement.entity.ts';

const toAnnouncement = (row: AnnouncementEntity): Announcement => ({
  eventId: row.eventId,
  institutionId: row.institutionId,
  type: row.type,
  title: row.title,
  body: row.body,
  subject: row.subject,
  occurredAt: row.occurredAt,
});

const newerThan = ({ at, id }: PlaceInTime): object => ({
  $or: [{ occurredAt: { $gt: at } }, { occurredAt: at, eventId: { $gt: id } }],
});

export const announcementRepository = (em: EntityManager): Repositories['announcements'] => ({
  insert: async (announcement) => {
    await em.insert(AnnouncementEntity, { ...announcement });
  },
  find: async (eventId) => {
    const row = await em.findOne(AnnouncementEntity, { eventId });
    return row === null ? undefined : toAnnouncement(row);
  },
  listSince: async ({ institutionId, since, after, limit }) => {
    const wanted = { institutionId, occurredAt: { $gte: since } };
    const rows = await em.find(
      AnnouncementEntity,
      after === undefined ? wanted : { $and: [wanted, newerThan(after)] },
      { orderBy: [{ occurredAt: 'asc' }, { eventId: 'asc' }], limit },
    );
    return rows.map(toAnnouncement);
  },
});
