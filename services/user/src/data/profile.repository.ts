import { executePrepared, preparedStatement } from '@ai-teacher/service-kit/database/prepared-statement.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Profile, Repositories } from '../domain/profile/ports.ts';
import { ProfileEntity } from './profile.entity.ts';

/** The columns as the driver returns them: a time is a text or a Date. */
type Row = Omit<Profile, 'erasedAt'> & { readonly erasedAt: string | Date | null };

/**
 * Every visit reads this row. Building the query from an entity, an entity from the row, and a plan from the
 * query took more processor time than all else.
 */
const findProfile = preparedStatement(
  'findProfile',
  `select id, registered_name as "registeredName", chosen_name as "chosenName", email, locale,
     time_zone as "timeZone", role, role_as_of is not null as "hasRoleEvent", erased_at as "erasedAt"
   from profile where id = $1`,
);

/** Events may arrive in another order than they happened. */
const isLater = '(profile.role_as_of is null or profile.role_as_of < excluded.role_as_of)';

export const profileRepository = (em: EntityManager): Repositories['profiles'] => ({
  find: async (id) => {
    const [row] = await executePrepared<Row>(em, findProfile, [id]);
    return row && { ...row, erasedAt: row.erasedAt === null ? null : new Date(row.erasedAt) };
  },
  insertUnlessKnown: async ({ userId, institutionId, role }, now) => {
    await em.execute(
      `insert into profile (id, institution_id, role, created_at) values (?, ?, ?, ?) on conflict (id) do nothing`,
      [userId, institutionId, role, now],
    );
  },
  fillFromRegistration: async ({ userId, institutionId, role, name, email, at }) => {
    await em.execute(
      `insert into profile (id, institution_id, role, role_as_of, registered_name, email, created_at)
       values (?, ?, ?, ?, ?, ?, ?)
       on conflict (id) do update set
         institution_id = excluded.institution_id,
         role = case when ${isLater} then excluded.role else profile.role end,
         role_as_of = greatest(profile.role_as_of, excluded.role_as_of),
         registered_name = case when profile.expected
           then coalesce(profile.registered_name, excluded.registered_name)
           else excluded.registered_name end,
         email = excluded.email, expected = false
       where profile.erased_at is null`,
      [userId, institutionId, role, at, name, email, at],
    );
  },
  recordRole: async ({ userId, institutionId, role, at }) => {
    const rows = await em.execute(
      `insert into profile (id, institution_id, role, role_as_of, created_at) values (?, ?, ?, ?, ?)
       on conflict (id) do update set role = excluded.role, role_as_of = excluded.role_as_of
       where profile.erased_at is null and ${isLater} returning id`,
      [userId, institutionId, role, at, at],
    );
    return rows.length > 0;
  },
  learnRole: async ({ userId, role }) => {
    const rows = await em.execute(
      `update profile set role = ?
       where id = ? and role <> ? and role_as_of is null and erased_at is null returning id`,
      [role, userId, role],
    );
    return rows.length > 0;
  },
  recordDisabled: async ({ userId, institutionId, isDisabled, at }) => {
    // No event has stated the role of an unknown person, so the next token or event states it.
    const rows = await em.execute(
      `insert into profile (id, institution_id, role, is_disabled, disabled_as_of, created_at)
       values (?, ?, 'student', ?, ?, ?)
       on conflict (id) do update set
         is_disabled = excluded.is_disabled, disabled_as_of = excluded.disabled_as_of
       where profile.erased_at is null
         and (profile.disabled_as_of is null or profile.disabled_as_of < excluded.disabled_as_of)
       returning id`,
      [userId, institutionId, isDisabled, at, at],
    );
    return rows.length > 0;
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
         extra_time_factor = default, large_text = default, read_aloud = default, expected = default,
         erased_at = excluded.erased_at`,
      [id, institutionId, at, at],
    );
  },
});
