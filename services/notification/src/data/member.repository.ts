import { readDay } from '@ai-teacher/access/data/read-day.ts';
import { studentsOf } from '@ai-teacher/access/data/students-of.ts';
import { institutionKey } from '@ai-teacher/access/domain/audience.ts';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Repositories } from '../domain/ports.ts';
import { MemberEntity } from './member.entity.ts';

const listStudents =
  (em: EntityManager): Repositories['members']['listStudents'] =>
  async ({ institutionId, audience, registeredUntil, now, after, limit, withoutNotificationOf }) => {
    const enrolled = audience.includes(institutionKey(institutionId))
      ? undefined
      : studentsOf(audience, { institutionId, today: await readDay(em, institutionId, now) });
    const missed = `and not exists (select from notification n where n.event_id = ? and n.person_id = user_id)`;
    const rows = await em.execute<{ user_id: string }[]>(
      `select user_id from member
       where institution_id = ? and role = 'student' and registered_at <= ? and (?::uuid is null or user_id > ?::uuid)
         ${enrolled === undefined ? '' : `and user_id in (${enrolled.sql})`}
         ${withoutNotificationOf === undefined ? '' : missed}
       order by user_id limit ? for share of member`,
      [
        ...[institutionId, registeredUntil, after, after, ...(enrolled?.parameters ?? [])],
        ...(withoutNotificationOf === undefined ? [] : [withoutNotificationOf]),
        limit,
      ],
    );
    return rows.map((row) => row.user_id);
  };

export const memberRepository = (em: EntityManager): Repositories['members'] => ({
  lockUnlessErased: async ({ userId, institutionId }) => {
    await em.execute('insert into member (user_id, institution_id) values (?, ?) on conflict do nothing', [
      userId,
      institutionId,
    ]);
    const rows = await em.execute<{ erased_at: Date | null }[]>(
      'select erased_at from member where user_id = ? for share',
      [userId],
    );
    return rows[0]?.erased_at === null;
  },
  register: async ({ userId, institutionId, role, registeredAt }) => {
    await em.execute(
      `insert into member (user_id, institution_id, role, registered_at) values (?, ?, ?, ?)
       on conflict (user_id) do update set
         institution_id = excluded.institution_id, role = excluded.role, registered_at = excluded.registered_at
       where member.erased_at is null
         and (member.registered_at is null or member.registered_at <= excluded.registered_at)`,
      [userId, institutionId, role, registeredAt],
    );
  },
  findStudent: async (userId) => {
    const row = await em.findOne(
      MemberEntity,
      { userId, role: 'student' },
      { lockMode: LockMode.PESSIMISTIC_READ, refresh: true },
    );
    const registeredAt = row?.registeredAt ?? null;
    return row === null || registeredAt === null
      ? undefined
      : { userId, institutionId: row.institutionId, registeredAt };
  },
  listStudents: listStudents(em),
  listGuardians: async ({ userId, institutionId }) => {
    const rows = await em.execute<{ guardian_id: string }[]>(
      `select distinct guardian_id from access_guardian
       where student_id = ? and institution_id = ? and not ended order by guardian_id`,
      [userId, institutionId],
    );
    return rows.map((row) => row.guardian_id);
  },
  listAdmins: async ({ institutionId, after, limit }) => {
    const rows = await em.execute<{ user_id: string }[]>(
      `select user_id from member
       where institution_id = ? and role = 'admin' and (?::uuid is null or user_id > ?::uuid)
       order by user_id limit ? for share`,
      [institutionId, after, after, limit],
    );
    return rows.map((row) => row.user_id);
  },
  erase: async ({ userId, institutionId }, at) => {
    await em.execute(
      `insert into member (user_id, institution_id, erased_at) values (?, ?, ?)
       on conflict (user_id) do update set role = null, registered_at = null, erased_at = excluded.erased_at`,
      [userId, institutionId, at],
    );
  },
});
