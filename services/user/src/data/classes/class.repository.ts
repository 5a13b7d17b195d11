import { byTime, pageThrough, placeIn } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { ClassFilter, ClassRepository, HeldRole, SchoolClass } from '../../domain/classes/ports.ts';
import {
  type ArchivableRow,
  allOf,
  type Condition,
  equals,
  hasCode,
  hasRow,
  olderRows,
  oneRow,
  stateCondition,
  withTimes,
} from './conditions.ts';

const select = async (
  em: EntityManager,
  conditions: readonly Condition[],
  { limit = 1, lock = '' }: { readonly limit?: number; readonly lock?: string } = {},
): Promise<SchoolClass[]> => {
  const { sql, given } = allOf(conditions);
  const rows = await em.execute<ArchivableRow<SchoolClass>[]>(
    `select id, institution_id as "institutionId", course_id as "courseId", unit_id as "unitId",
       (select ltree2text(path) from academic_node where id = unit_id) as "unitPath", code, title,
       valid_from::text as "from", valid_until::text as "until", version,
       archived_at as "archivedAt", created_at as "createdAt"
     from class where ${sql} order by created_at desc, id desc limit ? ${lock}`,
    [...given, limit],
  );
  return rows.map(withTimes<SchoolClass>);
};

/**
 * The classes to which a person belongs on a day, and those in the administered units. A role without an end
 * lasts as long as its class. Two lists of ids, so that each is found by its index.
 */
const ofMember = (member: ClassFilter['member']): Condition[] =>
  member === undefined
    ? []
    : [
        [
          `id in (
             select c.id from enrolment e join class c on c.id = e.class_id
             where e.person_id = ? and e.valid_from <= ?::date and c.valid_until > ?::date
               and (e.valid_until is null or e.valid_until > ?::date)
             union all
             select c.id from jsonb_array_elements_text(?::jsonb) unit
               join academic_node n on n.path >= unit::ltree and n.path < unit::ltree || 'z'::ltree
               join class c on c.unit_id = n.id)`,
          ...[member.personId, member.day, member.day, member.day],
          JSON.stringify(member.administered),
        ],
      ];

const list =
  (em: EntityManager): ClassRepository['list'] =>
  async (institutionId, { limit, cursor, courseId, sessionId, unitId, code, state, member }) => {
    const ofSession: Condition[] =
      sessionId === undefined
        ? []
        : [['course_id in (select id from course where session_id = ?)', sessionId]];
    const found = await select(
      em,
      [
        ['institution_id = ?', institutionId],
        ...equals('course_id', courseId),
        ...equals('unit_id', unitId),
        ...equals('code', code),
        ...ofSession,
        ...stateCondition(state),
        ...ofMember(member),
        ...olderRows(placeIn(cursor), { table: 'class' }),
      ],
      { limit: limit + 1 },
    );
    return pageThrough(found, limit, byTime);
  };

export const classRepository = (em: EntityManager): ClassRepository => ({
  find: async (institutionId, id) => (await select(em, oneRow(institutionId, id)))[0],
  lock: async (institutionId, id) =>
    (await select(em, oneRow(institutionId, id), { lock: 'for no key update' }))[0],
  list: list(em),
  listHeldRoles: (classId, personId) =>
    em.execute<HeldRole[]>(
      `select role, valid_from::text as "from", valid_until::text as "until"
       from enrolment where class_id = ? and person_id = ?`,
      [classId, personId],
    ),
  hasCode: hasCode(em, 'class'),
  hasOutside: (id, { from, until }) =>
    hasRow(
      em,
      `select from enrolment where class_id = ? and (valid_from < ?::date or valid_until > ?::date
         or valid_until is null and valid_from >= ?::date) limit 1`,
      [id, from, until, until],
    ),
  insert: async ({ id, institutionId, courseId, unitId, code, title, from, until, createdAt }) => {
    await em.execute(
      `insert into class
         (id, institution_id, course_id, unit_id, code, title, valid_from, valid_until, created_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [id, institutionId, courseId, unitId, code, title, from, until, createdAt],
    );
  },
  store: async ({ id, unitId, code, title, from, until, archivedAt }) => {
    await em.execute(
      `update class set unit_id = ?, code = ?, title = ?, valid_from = ?, valid_until = ?, archived_at = ?,
         version = version + 1 where id = ?`,
      [unitId, code, title, from, until, archivedAt, id],
    );
  },
});
