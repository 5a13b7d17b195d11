import { byTime, pageThrough, placeIn } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Enrolment, EnrolmentFacts, EnrolmentRepository } from '../../domain/enrolments/ports.ts';
import { allOf, type Condition, type DriverTime, equals, olderRows, timeOf } from './conditions.ts';

type Row = Omit<Enrolment, 'createdAt'> & { readonly createdAt: DriverTime };

const facts = `e.id, e.institution_id as "institutionId", e.class_id as "classId", e.person_id as "personId",
  e.role, e.valid_from::text as "from", e.valid_until::text as "until", e.version`;

const select = async (
  em: EntityManager,
  conditions: readonly Condition[],
  { limit = 1, lock = '' }: { readonly limit?: number; readonly lock?: string } = {},
): Promise<Enrolment[]> => {
  const { sql, given } = allOf(conditions);
  const rows = await em.execute<Row[]>(
    `select ${facts}, c.title as "classTitle", e.created_at as "createdAt",
       coalesce(p.chosen_name, p.registered_name, '') as "personName"
     from enrolment e join class c on c.id = e.class_id left join profile p on p.id = e.person_id
     where ${sql} order by e.created_at desc, e.id desc limit ? ${lock}`,
    [...given, limit],
  );
  return rows.map((row) => ({ ...row, createdAt: timeOf(row.createdAt) }));
};

const byId = (institutionId: string, id: string): readonly Condition[] => [
  ['e.id = ?', id],
  ['e.institution_id = ?', institutionId],
];

/** A role without an end lasts as long as its class. */
const lastDay = 'least(e.valid_until, c.valid_until)';
const inState = (state: 'current' | 'ended' | 'all', today: string): readonly Condition[] =>
  state === 'all' ? [] : [[`${lastDay} ${state === 'current' ? '>' : '<='} ?::date`, today]];

const inUnits = (paths: readonly string[] | undefined): readonly Condition[] =>
  paths === undefined
    ? []
    : [
        [
          `exists (select from academic_node n join jsonb_array_elements_text(?::jsonb) unit on n.path <@ unit::ltree
             where n.id = c.unit_id)`,
          JSON.stringify(paths),
        ],
      ];

const list =
  (em: EntityManager): EnrolmentRepository['list'] =>
  async ({ institutionId, of, within, role, state, today, limit, cursor }) => {
    const found = await select(
      em,
      [
        ['e.institution_id = ?', institutionId],
        'classId' in of ? ['e.class_id = ?', of.classId] : ['e.person_id = ?', of.personId],
        ...equals('e.role', role),
        ...inState(state, today),
        ...inUnits(within),
        ...olderRows(placeIn(cursor), { table: 'enrolment', alias: 'e' }),
      ],
      { limit: limit + 1 },
    );
    return pageThrough(found, limit, byTime);
  };

export const enrolmentRepository = (em: EntityManager): EnrolmentRepository => ({
  find: async (institutionId, id) => (await select(em, byId(institutionId, id)))[0],
  lock: async (institutionId, id) =>
    (await select(em, byId(institutionId, id), { lock: 'for no key update of e' }))[0],
  list: list(em),
  count: async (classId) => {
    const [row] = await em.execute<{ count: number }[]>(
      'select count(*)::int as count from enrolment where class_id = ?',
      [classId],
    );
    return row?.count ?? 0;
  },
  listOf: (classId, personIds) =>
    em.execute<EnrolmentFacts[]>(
      `select ${facts} from enrolment e where e.class_id = ?
         and e.person_id in (select value::uuid from jsonb_array_elements_text(?::jsonb))`,
      [classId, JSON.stringify(personIds)],
    ),
  lockCurrentOf: (personId, today) =>
    em.execute<EnrolmentFacts[]>(
      `select ${facts} from enrolment e
       where e.person_id = ? and (e.valid_until is null or e.valid_until > ?::date)
       order by e.id for no key update`,
      [personId, today],
    ),
  insert: async (enrolments) => {
    await em.execute(
      `insert into enrolment
         (id, institution_id, class_id, person_id, role, valid_from, valid_until, created_at)
       select id, "institutionId", "classId", "personId", role, "from", "until", "createdAt"
       from jsonb_to_recordset(?::jsonb) as given (id uuid, "institutionId" uuid, "classId" uuid,
         "personId" uuid, role text, "from" date, "until" date, "createdAt" timestamptz)`,
      [JSON.stringify(enrolments)],
    );
  },
  end: async (id, until) => {
    await em.execute('update enrolment set valid_until = ?, version = version + 1 where id = ?', [until, id]);
  },
  removeAllOf: (personId) =>
    em.execute<EnrolmentFacts[]>(`delete from enrolment e where e.person_id = ? returning ${facts}`, [
      personId,
    ]),
});
