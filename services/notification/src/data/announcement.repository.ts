import { institutionKey } from '@ai-teacher/access/domain/audience.ts';
import { newerThan } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Announcement } from '../domain/announcements/ports.ts';
import type { Repositories } from '../domain/ports.ts';
import { AnnouncementEntity } from './announcement.entity.ts';

const toAnnouncement = (row: AnnouncementEntity): Announcement => ({
  eventId: row.eventId,
  institutionId: row.institutionId,
  type: row.type,
  title: row.title,
  body: row.body,
  codedText: row.codedText ?? null,
  subject: row.subject,
  occurredAt: row.occurredAt,
  // A process of the earlier version stores announcements to the institution without an audience.
  audience: row.audience.length === 0 ? [institutionKey(row.institutionId)] : row.audience,
  closesAt: row.closesAt ?? null,
});

export const announcementRepository = (em: EntityManager): Repositories['announcements'] => ({
  insert: async (announcement, { authorId, storedAt }) => {
    await em.insert(AnnouncementEntity, {
      ...announcement,
      audience: [...announcement.audience],
      authorId,
      storedAt,
    });
  },
  countOf: async (authorId, since) => {
    await em.execute("select pg_advisory_xact_lock(hashtextextended('announcements ' || ?::uuid::text, 0))", [
      authorId,
    ]);
    return em.count(AnnouncementEntity, { authorId, storedAt: { $gte: since } });
  },
  find: async (eventId) => {
    const row = await em.findOne(AnnouncementEntity, { eventId });
    return row === null ? undefined : toAnnouncement(row);
  },
  listSince: async ({ institutionId, audience, since, after, limit }) => {
    const rows = await em.find(
      AnnouncementEntity,
      {
        institutionId,
        audience: { $overlap: [...audience] },
        occurredAt: { $gte: since },
        ...newerThan(after, 'occurredAt', 'eventId'),
      },
      { orderBy: [{ occurredAt: 'asc' }, { eventId: 'asc' }], limit },
    );
    return rows.map(toAnnouncement);
  },
  existsFor: async (institutionId, audience, now) => {
    const row = await em.findOne(
      AnnouncementEntity,
      {
        institutionId,
        audience: { $overlap: [...audience] },
        $or: [{ closesAt: null }, { closesAt: { $gt: now } }],
      },
      { fields: ['eventId'] },
    );
    return row !== null;
  },
  listInUse: async ({ institutionId, now, after, limit }) => {
    const rows = await em.execute<{ event_id: string }[]>(
      `select event_id from announcement
       where institution_id = ? and (closes_at is null or closes_at > ?) and (?::uuid is null or event_id > ?::uuid)
         and cardinality(audience) > 0 and not audience && array[?]
       order by event_id limit ?`,
      [institutionId, now, after, after, institutionKey(institutionId), limit],
    );
    return rows.map((row) => row.event_id);
  },
});
