import { day, uuid } from '@ai-teacher/contracts/values.ts';
import { pageThrough, readCursor } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import type { AcademicSession, AcademicSessionRepository } from '../../domain/academic-sessions/ports.ts';
import {
  type ArchivableRow,
  allOf,
  type Condition,
  equals,
  hasCode,
  hasRow,
  oneRow,
  stateCondition,
  withTimes,
} from './conditions.ts';

const place = z.tuple([day, uuid]);

const select = async (
  em: EntityManager,
  conditions: readonly Condition[],
  limit = 1,
): Promise<AcademicSession[]> => {
  const { sql, given } = allOf(conditions);
  const rows = await em.execute<ArchivableRow<AcademicSession>[]>(
    `select id, institution_id as "institutionId", parent_id as "parentId", code, names,
       valid_from::text as "from", valid_until::text as "until", version,
       archived_at as "archivedAt", created_at as "createdAt"
     from academic_session where ${sql} order by valid_from desc, id desc limit ?`,
    [...given, limit],
  );
  return rows.map(withTimes<AcademicSession>);
};

const list =
  (em: EntityManager): AcademicSessionRepository['list'] =>
  async (institutionId, { limit, cursor, parentId, code, state }) => {
    const after = readCursor(cursor, place);
    const found = await select(
      em,
      [
        ['institution_id = ?', institutionId],
        ...equals('parent_id', parentId),
        ...equals('code', code),
        ...stateCondition(state),
        ...(after === undefined ? [] : [['(valid_from, id) < (?::date, ?::uuid)', ...after] as const]),
      ],
      limit + 1,
    );
    return pageThrough(found, limit, ({ from, id }) => [from, id]);
  };

export const sessionRepository = (em: EntityManager): AcademicSessionRepository => ({
  find: async (institutionId, id) => (await select(em, oneRow(institutionId, id)))[0],
  list: list(em),
  hasCode: hasCode(em, 'academic_session'),
  isInUse: (id) =>
    hasRow(
      em,
      `select from academic_session where parent_id = ? and archived_at is null
       union all select from course where session_id = ? and archived_at is null limit 1`,
      [id, id],
    ),
  hasOutside: (id, { from, until }) =>
    hasRow(
      em,
      `select from academic_session where parent_id = ? and (valid_from < ?::date or valid_until > ?::date)
       union all
       select from class join course on course.id = class.course_id
       where course.session_id = ? and (valid_from < ?::date or valid_until > ?::date)
       limit 1`,
      [id, from, until, id, from, until],
    ),
  insert: async ({ id, institutionId, parentId, code, names, from, until, createdAt }) => {
    await em.execute(
      `insert into academic_session
         (id, institution_id, parent_id, code, names, valid_from, valid_until, created_at)
       values (?, ?, ?, ?, ?::jsonb, ?, ?, ?)`,
      [id, institutionId, parentId, code, JSON.stringify(names), from, until, createdAt],
    );
  },
  store: async ({ id, code, names, from, until, archivedAt }) => {
    await em.execute(
      `update academic_session set code = ?, names = ?::jsonb, valid_from = ?, valid_until = ?,
         archived_at = ?, version = version + 1 where id = ?`,
      [code, JSON.stringify(names), from, until, archivedAt, id],
    );
  },
});
