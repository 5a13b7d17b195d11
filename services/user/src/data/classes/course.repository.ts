import { byTime, pageThrough, placeIn } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Course, CourseRepository } from '../../domain/courses/ports.ts';
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

const select = async (em: EntityManager, conditions: readonly Condition[], limit = 1): Promise<Course[]> => {
  const { sql, given } = allOf(conditions);
  const rows = await em.execute<ArchivableRow<Course>[]>(
    `select id, institution_id as "institutionId", session_id as "sessionId", node_id as "nodeId", code,
       names, version, archived_at as "archivedAt", created_at as "createdAt"
     from course where ${sql} order by created_at desc, id desc limit ?`,
    [...given, limit],
  );
  return rows.map(withTimes<Course>);
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
        ...olderRows(placeIn(cursor), { table: 'course' }),
      ],
      limit + 1,
    );
    return pageThrough(found, limit, byTime);
  };

export const courseRepository = (em: EntityManager): CourseRepository => ({
  find: async (institutionId, id) => (await select(em, oneRow(institutionId, id)))[0],
  list: list(em),
  hasCode: hasCode(em, 'course'),
  isInUse: (id) => hasRow(em, 'select from class where course_id = ? and archived_at is null limit 1', [id]),
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
