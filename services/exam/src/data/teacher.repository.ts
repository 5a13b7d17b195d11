import { waitForErasures } from '@ai-teacher/access/data/apply-facts.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { TeacherRepository, TeacherStatus } from '../domain/people/ports.ts';

type Row = {
  institution_id: string;
  role: TeacherStatus['role'];
  is_disabled: boolean;
  is_deleted: boolean;
};

const isErased = 'exists (select from access_erased_person where person_id = ?)';

/**
 * Events may arrive in another order than they happened. A row therefore retains the latest of each kind, and
 * a late event about an erased person stores nothing.
 */
export const teacherRepository = (em: EntityManager): TeacherRepository => ({
  recordRole: async ({ userId, institutionId, role, asOf }) => {
    await waitForErasures(em);
    await em.execute(
      `insert into teacher (user_id, institution_id, role, role_as_of)
       select ?, ?, ?, ? where not ${isErased}
       on conflict (user_id) do update set role = excluded.role, role_as_of = excluded.role_as_of
       where teacher.role_as_of is null or teacher.role_as_of < excluded.role_as_of`,
      [userId, institutionId, role, asOf, userId],
    );
  },
  recordDisabled: async ({ userId, institutionId, isDisabled, asOf }) => {
    await waitForErasures(em);
    await em.execute(
      `insert into teacher (user_id, institution_id, is_disabled, disabled_as_of)
       select ?, ?, ?, ? where not ${isErased}
       on conflict (user_id) do update
       set is_disabled = excluded.is_disabled, disabled_as_of = excluded.disabled_as_of
       where teacher.disabled_as_of is null or teacher.disabled_as_of < excluded.disabled_as_of`,
      [userId, institutionId, isDisabled, asOf, userId],
    );
  },
  recordDeleted: async ({ userId, institutionId, hasExams }) => {
    await em.execute(
      `with known as (update teacher set is_deleted = true where user_id = ? returning user_id)
       insert into teacher (user_id, institution_id, is_deleted)
       select ?, ?, true where ? and not exists (select from known)`,
      [userId, userId, institutionId, hasExams],
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
