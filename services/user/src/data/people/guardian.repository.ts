import { byTime, pageThrough, placeIn } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { GuardianFacts, GuardianLink, GuardianRepository } from '../../domain/guardians/ports.ts';
import {
  allOf,
  type Condition,
  type DriverTime,
  olderRows,
  timeOf,
  timeOrNull,
} from '../classes/conditions.ts';

type Row = Omit<GuardianLink, 'createdAt' | 'endedAt'> & {
  readonly createdAt: DriverTime;
  readonly endedAt: DriverTime | null;
};

const select = async (
  em: EntityManager,
  conditions: readonly Condition[],
  limit = 1,
): Promise<GuardianLink[]> => {
  const { sql, given } = allOf(conditions);
  const rows = await em.execute<Row[]>(
    `select l.id, l.institution_id as "institutionId", l.guardian_id as "guardianId",
       coalesce(g.chosen_name, g.registered_name, '') as "guardianName", l.student_id as "studentId",
       coalesce(s.chosen_name, s.registered_name, '') as "studentName",
       l.version, l.created_at as "createdAt", l.ended_at as "endedAt"
     from guardian_link l left join profile g on g.id = l.guardian_id
       left join profile s on s.id = l.student_id
     where ${sql} order by l.created_at desc, l.id desc limit ?`,
    [...given, limit],
  );
  return rows.map((row) => ({
    ...row,
    createdAt: timeOf(row.createdAt),
    endedAt: timeOrNull(row.endedAt),
  }));
};

const facts = `l.id, l.institution_id as "institutionId", l.guardian_id as "guardianId",
  l.student_id as "studentId", l.version, l.ended_at is not null as "isEnded"`;

const isActive: Condition = ['l.ended_at is null'];

export const guardianRepository = (em: EntityManager): GuardianRepository => ({
  lockStudent: async (studentId) => {
    await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`guardians ${studentId}`]);
  },
  find: async (institutionId, id) =>
    (
      await select(em, [
        ['l.id = ?', id],
        ['l.institution_id = ?', institutionId],
      ])
    )[0],
  findActive: async (studentId, guardianId) =>
    (await select(em, [['l.student_id = ?', studentId], ['l.guardian_id = ?', guardianId], isActive]))[0],
  count: async (studentId) => {
    const [row] = await em.execute<{ active: number; all: number }[]>(
      `select count(*) filter (where ended_at is null)::int as active, count(*)::int as all
       from guardian_link where student_id = ?`,
      [studentId],
    );
    return row ?? { active: 0, all: 0 };
  },
  list: async (of, { limit, cursor }) => {
    const found = await select(
      em,
      [
        'studentId' in of ? ['l.student_id = ?', of.studentId] : ['l.guardian_id = ?', of.guardianId],
        isActive,
        ...olderRows(placeIn(cursor), { table: 'guardian_link', alias: 'l' }),
      ],
      limit + 1,
    );
    return pageThrough(found, limit, byTime);
  },
  insert: async ({ id, institutionId, guardianId, studentId, createdBy, createdAt }) => {
    await em.execute(
      `insert into guardian_link (id, institution_id, guardian_id, student_id, created_by, created_at)
       values (?, ?, ?, ?, ?, ?)`,
      [id, institutionId, guardianId, studentId, createdBy, createdAt],
    );
  },
  end: async (id, at) => {
    const [ended] = await em.execute<GuardianFacts[]>(
      `update guardian_link l set ended_at = ?, version = version + 1 where id = ? and ended_at is null
       returning ${facts}`,
      [at, id],
    );
    return ended;
  },
  endAllOfStudent: (studentId, at) =>
    em.execute<GuardianFacts[]>(
      `update guardian_link l set ended_at = ?, version = version + 1
       where student_id = ? and ended_at is null returning ${facts}`,
      [at, studentId],
    ),
  removeAllOf: (personId) =>
    em.execute<GuardianFacts[]>(
      `delete from guardian_link l where student_id = ? or guardian_id = ? returning ${facts}`,
      [personId, personId],
    ),
});
