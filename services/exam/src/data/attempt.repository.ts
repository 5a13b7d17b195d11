import { arrayOf } from '@ai-teacher/access/data/readable-rows.ts';
import type { AudienceKey } from '@ai-teacher/access/domain/audience.ts';
import type { PageQuery } from '@ai-teacher/contracts/pagination.ts';
import { uuid } from '@ai-teacher/contracts/values.ts';
import { beforeAllIds, type IdBatch } from '@ai-teacher/service-kit/domain/for-each-id.ts';
import {
  byTime,
  type Listed,
  olderThan,
  pageThrough,
  placeIn,
  readCursor,
} from '@ai-teacher/service-kit/domain/page-through.ts';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { z } from 'zod';
import type { Attempt, AttemptRepository } from '../domain/attempts/ports.ts';
import type { BegunAttempts } from '../domain/exams/ports.ts';
import { effectiveFactor } from './assignment.repository.ts';
import { AttemptEntity } from './attempt.entity.ts';

/** The place in a list that is ordered by the ids of attempts. */
const attemptPlace = z.tuple([uuid]);

const toAttempt = (row: AttemptEntity): Attempt => ({
  id: row.id,
  examId: row.examId,
  institutionId: row.institutionId,
  studentId: row.studentId,
  status: row.status,
  startedAt: row.startedAt,
  audience: row.audience,
  deadlineAt: row.deadlineAt ?? null,
  submittedAt: row.submittedAt ?? null,
  closedBy: row.closedBy ?? null,
  announcedAt: row.announcedAt ?? null,
});

const toAttemptIfFound = (row: AttemptEntity | null): Attempt | undefined =>
  row === null ? undefined : toAttempt(row);

const listIds = async (em: EntityManager, where: object, { after, limit }: IdBatch): Promise<string[]> => {
  const rows = await em.find(
    AttemptEntity,
    { ...where, id: { $gt: after } },
    { fields: ['id'], orderBy: { id: 'asc' }, limit },
  );
  return rows.map(({ id }) => id);
};

const listPage = async (
  em: EntityManager,
  where: object,
  { limit, cursor }: PageQuery,
): Promise<Listed<Attempt>> => {
  const rows = await em.find(
    AttemptEntity,
    { ...where, ...olderThan(placeIn(cursor), 'startedAt') },
    { orderBy: [{ startedAt: 'desc' }, { id: 'desc' }], limit: limit + 1 },
  );
  return pageThrough(rows.map(toAttempt), limit, ({ startedAt, id }) => byTime({ createdAt: startedAt, id }));
};

type DeadlineMethods = 'endOpen' | 'listOpen' | 'setDeadlines' | 'listOverdue' | 'listUnannounced';

type OpenRow = {
  id: string;
  started_at: Date | string;
  audience: AudienceKey[];
  deadline_at: Date | string | null;
  factor: number | null;
};

const deadlines = (em: EntityManager): Pick<AttemptRepository, DeadlineMethods> => ({
  endOpen: async (examId, at) => {
    const isLater = { $or: [{ deadlineAt: null }, { deadlineAt: { $gt: at } }] };
    await em.nativeUpdate(AttemptEntity, { examId, status: 'in_progress', ...isLater }, { deadlineAt: at });
  },
  listOpen: async (examId, { after, limit, now }) => {
    const rows = await em.execute<OpenRow[]>(
      `select attempt.id, started_at, audience, deadline_at, ${effectiveFactor} as factor
       from attempt left join extra_time using (exam_id, student_id)
       left join default_extra_time using (student_id)
       where exam_id = ? and status = 'in_progress' and (deadline_at is null or deadline_at > ?)
         and attempt.id > ?
       order by attempt.id limit ?`,
      [examId, now, after, limit],
    );
    return rows.map((row) => ({
      id: row.id,
      startedAt: new Date(row.started_at),
      audience: row.audience,
      deadlineAt: row.deadline_at === null ? null : new Date(row.deadline_at),
      extraTimeFactor: row.factor ?? 1,
    }));
  },
  setDeadlines: async (attempts) => {
    await em.execute(
      `update attempt set deadline_at = given."deadlineAt"
       from json_to_recordset(?::json) as given (id uuid, "deadlineAt" timestamptz)
       where attempt.id = given.id and status = 'in_progress'`,
      [JSON.stringify(attempts.map(({ id, deadlineAt }) => ({ id, deadlineAt })))],
    );
  },
  listOverdue: (examId, { now, ...batch }) =>
    listIds(em, { examId, status: 'in_progress', deadlineAt: { $lte: now } }, batch),
  listUnannounced: (examId, batch) => listIds(em, { examId, status: 'graded', announcedAt: null }, batch),
});

const submitted = (em: EntityManager): Pick<AttemptRepository, 'countSubmitted' | 'listSubmitted'> => ({
  listSubmitted: async (examId, { limit, cursor }) => {
    const [after] = readCursor(cursor, attemptPlace) ?? [beforeAllIds];
    const where = { examId, status: { $ne: 'in_progress' as const }, id: { $gt: after } };
    const rows = await em.find(AttemptEntity, where, { orderBy: { id: 'asc' }, limit: limit + 1 });
    return pageThrough(rows.map(toAttempt), limit, ({ id }) => [id]);
  },
  countSubmitted: (examId) => em.count(AttemptEntity, { examId, status: { $ne: 'in_progress' } }),
});

export const attemptRepository = (em: EntityManager): AttemptRepository & BegunAttempts => ({
  insertIfAbsent: async (attempt) => {
    const rows = await em.execute<{ id: string }[]>(
      `insert into attempt
         (id, exam_id, institution_id, student_id, status, started_at, audience, deadline_at)
       values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (exam_id, student_id) do nothing returning id`,
      [
        attempt.id,
        attempt.examId,
        attempt.institutionId,
        attempt.studentId,
        attempt.status,
        attempt.startedAt,
        arrayOf(attempt.audience),
        attempt.deadlineAt,
      ],
    );
    return rows.length === 1;
  },
  find: async (id) => toAttemptIfFound(await em.findOne(AttemptEntity, { id })),
  lock: async (id) =>
    toAttemptIfFound(
      await em.findOne(AttemptEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true }),
    ),
  hasAtLeast: async (examId, count) => {
    const rows = await em.execute('select from attempt where exam_id = ? offset ? limit 1', [
      examId,
      count - 1,
    ]);
    return rows.length > 0;
  },
  findOfStudent: async (examId, studentId) =>
    toAttemptIfFound(await em.findOne(AttemptEntity, { examId, studentId })),
  audienceOf: async (examId, studentId) =>
    (await em.findOne(AttemptEntity, { examId, studentId }, { fields: ['audience'] }))?.audience,
  listOfExam: (examId, page, studentIds) =>
    listPage(
      em,
      { examId, ...(studentIds === undefined ? {} : { studentId: { $in: [...studentIds] } }) },
      page,
    ),
  listOfStudent: async ({ studentId, institutionId, endedUntil }, page) => {
    if (endedUntil === undefined) return listPage(em, { studentId, institutionId }, page);
    const ended = await em.execute<{ id: string }[]>(
      `select id from exam where id in (select exam_id from attempt where student_id = ?)
         and (released_at is not null or ends_at <= ?)`,
      [studentId, endedUntil],
    );
    return listPage(em, { studentId, institutionId, examId: { $in: ended.map(({ id }) => id) } }, page);
  },
  listIdsOf: (examId, batch) => listIds(em, { examId }, batch),
  ...submitted(em),
  ...deadlines(em),
  update: async ({ id, status, submittedAt, closedBy, announcedAt }) => {
    await em.nativeUpdate(AttemptEntity, { id }, { status, submittedAt, closedBy, announcedAt });
  },
  eraseOfStudent: async (studentId) => {
    await em.nativeDelete(AttemptEntity, { studentId });
  },
});
