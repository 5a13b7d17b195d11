import type { EntityManager } from '@mikro-orm/postgresql';
import type { Profile, Repositories } from '../domain/ports.ts';
import { ProfileEntity } from './profile.entity.ts';

const toProfile = (row: ProfileEntity): Profile => ({
  id: row.id,
  registeredName: row.registeredName ?? null,
  chosenName: row.chosenName ?? null,
  email: row.email ?? null,
  locale: row.locale,
  timeZone: row.timeZone,
  erasedAt: row.erasedAt ?? null,
});

export const profileRepository = (em: EntityManager): Repositories['profiles'] => ({
  find: async (id) => {
    const row = await em.findOne(ProfileEntity, { id }, { refresh: true });
    return row === null ? undefined : toProfile(row);
  },
  insertUnlessKnown: async ({ userId, institutionId, role }, now) => {
    await em.execute(
      `insert into profile (id, institution_id, role, created_at) values (?, ?, ?, ?) on conflict (id) do nothing`,
      [userId, institutionId, role, now],
    );
  },
  fillFromRegistration: async ({ userId, institutionId, role, name, email, at }) => {
    await em.execute(
      `insert into profile (id, institution_id, role, registered_name, email, created_at)
       values (?, ?, ?, ?, ?, ?)
       on conflict (id) do update set
         institution_id = excluded.institution_id, role = excluded.role,
         registered_name = excluded.registered_name, email = excluded.email
       where profile.erased_at is null`,
      [userId, institutionId, role, name, email, at],
    );
  },
  change: async (id, change) => {
    if (Object.keys(change).length > 0)
      await em.nativeUpdate(ProfileEntity, { id, erasedAt: null }, { ...change });
  },
  erase: async ({ id, institutionId, at }) => {
    await em.execute(
      `insert into profile (id, institution_id, role, created_at, erased_at) values (?, ?, 'student', ?, ?)
       on conflict (id) do update set
         registered_name = null, chosen_name = null, email = null, locale = default, time_zone = default,
         erased_at = excluded.erased_at`,
      [id, institutionId, at, at],
    );
  },
});
