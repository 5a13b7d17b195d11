import { byTime, olderThan, pageThrough, placeIn } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Arrival, CodedText, Notification } from '../domain/inbox/ports.ts';
import type { Repositories } from '../domain/ports.ts';
import { NotificationEntity } from './notification.entity.ts';

const toNotification = (row: NotificationEntity): Notification => ({
  id: row.id,
  type: row.type,
  title: row.title,
  body: row.body,
  codedText: row.codedText ?? null,
  subject: row.subject,
  createdAt: row.createdAt,
  readAt: row.readAt ?? null,
});

/** A report has at most 8 000 bytes: 200 ids of people. It is sent when the transaction commits. */
const reportArrivals = `
  select pg_notify('notification_stored', string_agg(person, ','))
  from (
    select recipient."personId" as person, (row_number() over () - 1) / 200 as part
    from json_to_recordset(?::json) as recipient ("personId" text)
  ) as people
  group by part`;

/** How long the transaction of a notification may take. Statements end after 10 s. */
const overlap = `interval '1 minute'`;
const stored = `
  select arrived::text as place, id, type, title, body, coded_text as "codedText", subject,
    created_at as "createdAt", read_at as "readAt"
  from notification where person_id = ? and institution_id = ?`;
const newest = 'order by arrived desc limit 500';

const jsonOf = (text: CodedText | null): string | null => (text === null ? null : JSON.stringify(text));

const insert =
  (em: EntityManager): Repositories['notifications']['insert'] =>
  async (message, recipients) => {
    if (recipients.length === 0) return;
    const { eventId, institutionId, type, title, body, codedText, subject, occurredAt } = message;
    const text = [title, body, jsonOf(codedText)];
    await em.execute(
      `insert into notification (
         id, person_id, event_id, institution_id, type, title, body, coded_text, subject, created_at)
       select id, "personId", ?, ?, ?, ?, ?, ?::jsonb, ?, ?
       from json_to_recordset(?::json) as recipient (id uuid, "personId" uuid)
       on conflict (event_id, person_id) do nothing`,
      [eventId, institutionId, type, ...text, subject, occurredAt, JSON.stringify(recipients)],
    );
    await em.execute(reportArrivals, [JSON.stringify(recipients)]);
  };

const eraseAllOf =
  (em: EntityManager): Repositories['notifications']['eraseAllOf'] =>
  async (personId, { title, body, codedText }) => {
    // The guardians of a student are notified by the same event as the student.
    await em.execute(
      `delete from notification where event_id in (
         select event_id from notification where person_id = ? and type = 'attempt.graded')`,
      [personId],
    );
    await em.nativeDelete(NotificationEntity, { personId });
    await em.execute(
      `update notification set title = ?, body = ?, coded_text = ?::jsonb
       where subject = ? and type in ('admin.added', 'registration-policy.changed')`,
      [title, body, jsonOf(codedText), personId],
    );
  };

export const notificationRepository = (em: EntityManager): Repositories['notifications'] => ({
  insert: insert(em),
  rewrite: async (subject, readerId, { title, body, codedText }) => {
    await em.execute(
      `update notification set title = ?, body = ?, coded_text = ?::jsonb
       where subject = ? and person_id is distinct from ?::uuid and type like 'document.%'`,
      [title, body, jsonOf(codedText), subject, readerId],
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
  listArrivals: async ({ userId, institutionId }, from) => {
    const [time] = await em.execute<[{ now: Date }]>('select now() as now');
    const readAt = new Date(time.now);
    const rows =
      'after' in from
        ? await em.execute<Arrival[]>(
            `${stored} and arrived <> ? and stored_at > (
               select coalesce(max(stored_at), '-infinity') from notification where person_id = ? and arrived = ?
             ) - ${overlap} ${newest}`,
            [userId, institutionId, from.after, userId, from.after],
          )
        : await em.execute<Arrival[]>(`${stored} and stored_at > ?::timestamptz - ${overlap} ${newest}`, [
            ...[userId, institutionId],
            from.since ?? readAt,
          ]);
    const arrivals = rows.toReversed().map(({ createdAt, readAt: read, ...row }) => ({
      ...row,
      createdAt: new Date(createdAt),
      readAt: read === null ? null : new Date(read),
    }));
    return { arrivals, readAt };
  },
  latestPlace: async ({ userId, institutionId }) => {
    const [latest] = await em.execute<{ place: string }[]>(
      `select arrived::text as place from notification
       where person_id = ? and institution_id = ? order by stored_at desc limit 1`,
      [userId, institutionId],
    );
    return latest?.place ?? '0';
  },
  markRead: async ({ userId, institutionId }, id, now) => {
    const rows = await em.execute<unknown[]>(
      `update notification set read_at = coalesce(read_at, ?)
       where id = ? and person_id = ? and institution_id = ? returning id`,
      [now, id, userId, institutionId],
    );
    return rows.length === 1;
  },
  eraseAllOf: eraseAllOf(em),
});
