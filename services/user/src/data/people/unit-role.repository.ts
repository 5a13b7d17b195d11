import { byTime, pageThrough, placeIn } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type {
  UnitRole,
  UnitRoleFacts,
  UnitRoleFilter,
  UnitRoleRepository,
} from '../../domain/unit-roles/ports.ts';
import { allOf, type Condition, type DriverTime, olderRows, timeOf } from '../classes/conditions.ts';

type Row = Omit<UnitRole, 'createdAt'> & { readonly createdAt: DriverTime };

const facts = `r.id, r.institution_id as "institutionId", r.unit_id as "unitId", r.person_id as "personId",
  r.role, r.valid_from::text as "from", r.valid_until::text as "until", r.version`;

const select = async (
  em: EntityManager,
  conditions: readonly Condition[],
  { limit = 1, lock = '' }: { readonly limit?: number; readonly lock?: string } = {},
): Promise<UnitRole[]> => {
  const { sql, given } = allOf(conditions);
  const rows = await em.execute<Row[]>(
    `select ${facts}, r.granted_by as "grantedBy", r.ended_by as "endedBy", r.created_at as "createdAt",
       coalesce(p.chosen_name, p.registered_name, '') as "personName"
     from unit_role r left join profile p on p.id = r.person_id
     where ${sql} order by r.created_at desc, r.id desc limit ? ${lock}`,
    [...given, limit],
  );
  return rows.map((row) => ({ ...row, createdAt: timeOf(row.createdAt) }));
};

const byId = (institutionId: string, id: string): readonly Condition[] => [
  ['r.id = ?', id],
  ['r.institution_id = ?', institutionId],
];

const current = '(r.valid_until is null or r.valid_until > ?::date)';
const inState = ({ state, today }: Pick<UnitRoleFilter, 'state' | 'today'>): readonly Condition[] => {
  if (state === 'all') return [];
  return [[state === 'current' ? current : 'r.valid_until <= ?::date', today]];
};

export const unitRoleRepository = (em: EntityManager): UnitRoleRepository => ({
  find: async (institutionId, id) => (await select(em, byId(institutionId, id)))[0],
  lock: async (institutionId, id) =>
    (await select(em, byId(institutionId, id), { lock: 'for no key update of r' }))[0],
  list: async ({ institutionId, of, limit, cursor, ...filter }) => {
    const found = await select(
      em,
      [
        ['r.institution_id = ?', institutionId],
        'unitId' in of ? ['r.unit_id = ?', of.unitId] : ['r.person_id = ?', of.personId],
        ...inState(filter),
        ...olderRows(placeIn(cursor), { table: 'unit_role', alias: 'r' }),
      ],
      { limit: limit + 1 },
    );
    return pageThrough(found, limit, byTime);
  },
  listCurrent: (unitId, today) =>
    em.execute<UnitRoleFacts[]>(`select ${facts} from unit_role r where r.unit_id = ? and ${current}`, [
      unitId,
      today,
    ]),
  count: async (unitId) => {
    const [row] = await em.execute<{ count: number }[]>(
      'select count(*)::int as count from unit_role where unit_id = ?',
      [unitId],
    );
    return row?.count ?? 0;
  },
  lockCurrentOf: (personId, today) =>
    em.execute<UnitRoleFacts[]>(
      `select ${facts} from unit_role r where r.person_id = ? and ${current} order by r.id for no key update`,
      [personId, today],
    ),
  insert: async ({ id, institutionId, unitId, personId, role, from, until, grantedBy, createdAt }) => {
    await em.execute(
      `insert into unit_role (id, institution_id, unit_id, person_id, role, valid_from, valid_until, granted_by,
         created_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [id, institutionId, unitId, personId, role, from, until, grantedBy, createdAt],
    );
  },
  end: async (id, until, endedBy) => {
    await em.execute(
      'update unit_role set valid_until = ?, ended_by = ?, version = version + 1 where id = ?',
      [until, endedBy, id],
    );
  },
  removeAllOf: (personId) =>
    em.execute<UnitRoleFacts[]>(`delete from unit_role r where r.person_id = ? returning ${facts}`, [
      personId,
    ]),
});
