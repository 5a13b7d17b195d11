import type { Role } from '@ai-teacher/contracts/values.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { PeopleRepository } from '../../domain/enrolments/ports.ts';

export const peopleRepository = (em: EntityManager): PeopleRepository => ({
  lockKnown: async (institutionId, ids) => {
    // Locks in the order of ids, so that concurrent lists do not wait for one another in a circle.
    const rows = await em.execute<{ id: string; role: Role }[]>(
      `select id, role from profile
       where id in (select value::uuid from jsonb_array_elements_text(?::jsonb))
         and institution_id = ? and erased_at is null
       order by id for share`,
      [JSON.stringify(ids), institutionId],
    );
    return new Map(rows.map(({ id, role }) => [id, role]));
  },
  lockAccount: async (institutionId, id) => {
    const [row] = await em.execute<{ role: Role; isDisabled: boolean }[]>(
      `select role, is_disabled as "isDisabled" from profile
       where id = ? and institution_id = ? and erased_at is null for share`,
      [id, institutionId],
    );
    return row;
  },
});
