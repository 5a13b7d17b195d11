import { byTime, pageThrough, placeIn } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Course, CourseRepository } from '../../domain/courses/ports.ts';
import {
  allOf,
  type Condition,
  type DriverTime,
  equals,
  olderRows,
  stateCondition,
  timeOf,
  timeOrNull,
} from './conditions.ts';

type Row = Omit<Course, 'archivedAt' | 'createdAt'> & {
  readonly archivedAt: DriverTime | null;
  readonly createdAt: DriverTime;
};

const select = async (em: EntityManager, conditions: readonly Condition[], limit = 1): Promise<Course[]> => {
  const { sql, given } = allOf(conditions);
  const rows = await em.execute<Row[]>(
    `select id, institution_id as "institutionId", session_id as "sessionId", node_id as "nodeId", code,
       names, version, archived_at as "archivedAt", created_at as "createdAt"
     from course where ${sql} order by created_at desc, id desc limit ?`,
    [...given, limit],
  );
  return rows.map((row) => ({
    ...row,
    archivedAt: timeOrNull(row.archivedAt),
    createdAt: timeOf(row.createdAt),
  }));
};

const list =
  (em: EntityManager): CourseRepository['list'] =>
  async (institutionId, { limit, cursor, sessionId, nodeId, code, state }) => {
    const found = await select(
      em,
      [
        ['institution_id = ?', institutionId],
        ...equals('session_id', sessionId),
        ...equals('node_id', nodeId),
        ...equals('code', code),
        ...stateCondition(state),
        ...olderRows(placeIn(cursor), 'course'),
      ],
      limit + 1,
    );
    return pageThrough(found, limit, byTime);
  };

export const courseRepository = (em: EntityManager): CourseRepository => ({
  find: async (institutionId, id) =>
    (
      await select(em, [
        ['id = ?', id],
        ['institution_id = ?', institutionId],
      ])
    )[0],
  list: list(em),
  hasCode: async (institutionId, code, besides) => {
    const rows = await em.execute(
      'select from course where institution_id = ? and code = ? and id is distinct from ?::uuid',
      [institutionId, code, besides ?? null],
    );
    return rows.length > 0;
  },
  isInUse: async (id) => {
    const rows = await em.execute('select from class where course_id = ? and archived_at is null limit 1', [
      id,
    ]);
    return rows.length > 0;
  },
  insert: async ({ id, institutionId, sessionId, nodeId, code, names, createdAt }) => {
    await em.execute(
      `insert into course (id, institution_id, session_id, node_id, code, names, created_at)
       values (?, ?, ?, ?, ?, ?::jsonb, ?)`,
      [id, institutionId, sessionId, nodeId, code, JSON.stringify(names), createdAt],
    );
  },
  store: async ({ id, code, names, archivedAt }) => {
    await em.execute(
      'update course set code = ?, names = ?::jsonb, archived_at = ?, version = version + 1 where id = ?',
      [code, JSON.stringify(names), archivedAt, id],
    );
  },
});
