import type { EntityManager } from '@mikro-orm/postgresql';
import type { TeacherRepository, TeacherStatus } from '../domain/people/ports.ts';

type Row = {
  institution_id: string;
  role: TeacherStatus['role'];
  is_disabled: boolean;
  is_deleted: boolean;
};

/** Events may arrive in another order than they happened. A row therefore retains the latest of each kind. */
export const teacherRepository = (em: EntityManager): TeacherRepository => ({
  recordRole: async ({ userId, institutionId, role, asOf }) => {
    await em.execute(
      `insert into teacher (user_id, institution_id, role, role_as_of) values (?, ?, ?, ?)
       on conflict (user_id) do update set role = excluded.role, role_as_of = excluded.role_as_of
       where teacher.role_as_of is null or teacher.role_as_of < excluded.role_as_of`,
      [userId, institutionId, role, asOf],
    );
  },
  recordDisabled: async ({ userId, institutionId, isDisabled, asOf }) => {
    await em.execute(
      `insert into teacher (user_id, institution_id, is_disabled, disabled_as_of) values (?, ?, ?, ?)
       on conflict (user_id) do update
       set is_disabled = excluded.is_disabled, disabled_as_of = excluded.disabled_as_of
       where teacher.disabled_as_of is null or teacher.disabled_as_of < excluded.disabled_as_of`,
      [userId, institutionId, isDisabled, asOf],
    );
  },
  recordDeleted: async ({ userId, institutionId }) => {
    await em.execute(
      `insert into teacher (user_id, institution_id, is_deleted) values (?, ?, true)
       on conflict (user_id) do update set is_deleted = true`,
      [userId, institutionId],
    );
  },
  find: async (userId) => {
    const [row] = await em.execute<Row[]>(
      'select institution_id, role, is_disabled, is_deleted from teacher where user_id = ?',
      [userId],
    );
    if (row === undefined) return undefined;
    return {
      institutionId: row.institution_id,
      role: row.role,
      isDisabled: row.is_disabled,
      isDeleted: row.is_deleted,
    };
  },
});
