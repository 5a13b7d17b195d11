import type { EntityManager } from '@mikro-orm/postgresql';
import type { UnitRights } from '../../domain/unit-rights/ports.ts';

export const unitRights = (em: EntityManager): UnitRights => ({
  listAdministered: async (institutionId, personId, day) => {
    const rows = await em.execute<{ path: string }[]>(
      `select ltree2text(n.path) as path from unit_role r join academic_node n on n.id = r.unit_id
       where r.person_id = ? and r.institution_id = ? and r.role = 'admin'
         and r.valid_from <= ?::date and (r.valid_until is null or r.valid_until > ?::date)`,
      [personId, institutionId, day, day],
    );
    return rows.map(({ path }) => path);
  },
});
