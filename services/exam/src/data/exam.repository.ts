import { arrayOf } from '@ai-teacher/access/data/readable-rows.ts';
import { type AudienceKey, classKey } from '@ai-teacher/access/domain/audience.ts';
import type { PageQuery } from '@ai-teacher/contracts/pagination.ts';
import {
  byTime,
  type Listed,
  olderThan,
  pageThrough,
  placeIn,
} from '@ai-teacher/service-kit/domain/page-through.ts';
import { type EntityManager, LockMode, raw } from '@mikro-orm/postgresql';
import type { Exam, ExamItem, ExamRepository, ExamSummary, LostSource } from '../domain/exams/ports.ts';
import { assignmentMethods, extraTimeMethods } from './assignment.repository.ts';
import { ExamEntity, ItemEntity } from './exam.entity.ts';

const toExam = (row: ExamEntity): Exam => ({
  id: row.id,
  institutionId: row.institutionId,
  teacherId: row.teacherId,
  title: row.title,
  status: row.status,
  opensAt: row.opensAt ?? null,
  closesAt: row.closesAt ?? null,
  endsAt: row.endsAt ?? null,
  durationMinutes: row.durationMinutes ?? null,
  shortfall: row.shortfall ?? null,
  report: row.report ?? null,
  createdAt: row.createdAt,
  publishedAt: row.publishedAt ?? null,
  shuffle: row.shuffle,
  releasedAt: row.releasedAt ?? null,
  handedOverAt: row.handedOverAt ?? null,
});

const toItem = ({ id, type, points, content }: ItemEntity): ExamItem => ({ id, type, points, ...content });

type Totals = { id: string; item_count: number; max_score: number };

const totalsOf = async (em: EntityManager, ids: readonly string[]): Promise<Totals[]> =>
  ids.length === 0
    ? []
    : em.execute<Totals[]>(
        `select exam_id as id, count(*)::int as item_count, sum(points) as max_score
         from item where exam_id in (${ids.map(() => '?').join(', ')}) group by exam_id`,
        [...ids],
      );

const withTotals = async (em: EntityManager, exams: readonly Exam[]): Promise<ExamSummary[]> => {
  const totals = await totalsOf(
    em,
    exams.map(({ id }) => id),
  );
  const totalsById = new Map(totals.map((row) => [row.id, row]));
  return exams.map((exam) => ({
    ...exam,
    itemCount: totalsById.get(exam.id)?.item_count ?? 0,
    maxScore: totalsById.get(exam.id)?.max_score ?? 0,
  }));
};

const listExams = async (
  em: EntityManager,
  where: object,
  { limit, cursor }: PageQuery,
): Promise<Listed<ExamSummary>> => {
  const rows = await em.find(
    ExamEntity,
    { ...where, ...olderThan(placeIn(cursor), 'createdAt') },
    { orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], limit: limit + 1 },
  );
  const { items: exams, nextCursor } = pageThrough(rows.map(toExam), limit, byTime);
  return { items: await withTotals(em, exams), nextCursor };
};

const isAssignedTo = (audience: readonly AudienceKey[]): object => ({
  [raw(
    (alias) => `exists (select from assignment where exam_id = ${alias}.id and audience = any(?::text[]))`,
    [arrayOf(audience)],
  )]: [],
});

/** The exams of a class: assigned to the class or to a unit above it. */
const isOfClass = (classId: string): object => ({
  [raw(
    (alias) =>
      `exists (select from assignment where exam_id = ${alias}.id and (audience = ?
         or audience in (select 'unit:' || unit from unnest(access_units_above(array[?])) unit)))`,
    [classKey(classId), classKey(classId)],
  )]: [],
});

type LostRow = { exam_id: string; document_id: string; reason: LostSource['reason']; item_count: number };

const lostSources = (em: EntityManager): Pick<ExamRepository, 'listLostSources' | 'recordLostDocument'> => ({
  recordLostDocument: async ({ documentId, reason, lostAt }) => {
    await em.execute(
      `insert into lost_document (document_id, reason, lost_at) values (?, ?, ?)
       on conflict (document_id) do update set reason = excluded.reason, lost_at = excluded.lost_at
       where lost_document.reason = 'hidden' and excluded.reason = 'deleted'`,
      [documentId, reason, lostAt],
    );
  },
  listLostSources: async (examIds) => {
    if (examIds.length === 0) return [];
    const rows = await em.execute<LostRow[]>(
      `select exam_id, document_id, reason, count(*)::int as item_count
       from item join lost_document on document_id = (content -> 'source' ->> 'documentId')::uuid
       where exam_id in (${examIds.map(() => '?').join(', ')})
       group by exam_id, document_id, reason order by document_id`,
      [...examIds],
    );
    return rows.map((row) => ({
      examId: row.exam_id,
      documentId: row.document_id,
      reason: row.reason,
      itemCount: row.item_count,
    }));
  },
});

const ownership = (em: EntityManager): Pick<ExamRepository, 'handOver' | 'hasExamIn'> => ({
  hasExamIn: async (teacherId, institutionId) =>
    (await em.findOne(ExamEntity, { teacherId, institutionId }, { fields: ['id'] })) !== null,
  handOver: ({ from, to, institutionId, examIds, at }) =>
    em.nativeUpdate(
      ExamEntity,
      { teacherId: from, institutionId, ...(examIds === undefined ? {} : { id: { $in: [...examIds] } }) },
      { teacherId: to, handedOverAt: at },
    ),
});

type ItemMethods = 'addItem' | 'eraseItem' | 'listItems' | 'orderItems' | 'updateItem';

const items = (em: EntityManager): Pick<ExamRepository, ItemMethods> => ({
  addItem: async (examId, { id, type, points, ...content }) => {
    const [last] = await em.execute<{ position: number | null }[]>(
      'select max(position) as position from item where exam_id = ?',
      [examId],
    );
    await em.insert(ItemEntity, { id, examId, position: (last?.position ?? -1) + 1, type, points, content });
  },
  updateItem: async ({ id, type, points, ...content }) => {
    await em.nativeUpdate(ItemEntity, { id }, { type, points, content });
  },
  eraseItem: async (id) => {
    await em.nativeDelete(ItemEntity, { id });
  },
  orderItems: async (examId, itemIds) => {
    // Two steps, because no two items of an exam have the same position at any time.
    await em.execute(`update item set position = -1 - array_position(?::uuid[], id) where exam_id = ?`, [
      `{${itemIds.join(',')}}`,
      examId,
    ]);
    await em.execute('update item set position = -2 - position where exam_id = ?', [examId]);
  },
  listItems: async (examId) =>
    (await em.find(ItemEntity, { examId }, { orderBy: { position: 'asc' } })).map(toItem),
});

export const examRepository = (em: EntityManager): ExamRepository => ({
  insert: async (exam, items) => {
    await em.insert(ExamEntity, { ...exam });
    await em.insertMany(
      ItemEntity,
      items.map(({ id, type, points, ...content }, position) => ({
        id,
        examId: exam.id,
        position,
        type,
        points,
        content,
      })),
    );
  },
  find: async (id) => {
    const row = await em.findOne(ExamEntity, { id });
    return row === null ? undefined : toExam(row);
  },
  lock: async (id) => {
    const row = await em.findOne(ExamEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
    return row === null ? undefined : toExam(row);
  },
  holdOpen: async (id) => {
    const row = await em.findOne(ExamEntity, { id }, { lockMode: LockMode.PESSIMISTIC_READ, refresh: true });
    return row === null ? undefined : toExam(row);
  },
  publish: async ({ id, ...exam }) => {
    const { status, opensAt, closesAt, endsAt, durationMinutes, publishedAt, shuffle } = exam;
    const changes = { status, opensAt, closesAt, endsAt, durationMinutes, publishedAt, shuffle };
    await em.nativeUpdate(ExamEntity, { id }, changes);
  },
  lockTeacher: async (teacherId) => {
    await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`exams of ${teacherId}`]);
  },
  countOfTeacher: (teacherId, status) => em.count(ExamEntity, { teacherId, status }),
  changeWindow: async ({ id, closesAt, endsAt, durationMinutes, releasedAt }) => {
    await em.nativeUpdate(ExamEntity, { id }, { closesAt, endsAt, durationMinutes, releasedAt });
  },
  release: async ({ id, releasedAt }) => {
    await em.nativeUpdate(ExamEntity, { id }, { releasedAt });
  },
  listOfTeacher: (teacher, { classId, ...page }) =>
    listExams(em, { ...teacher, ...(classId === undefined ? {} : isOfClass(classId)) }, page),
  listAssigned: (institutionId, audience, page) =>
    listExams(em, { institutionId, status: 'published', ...isAssignedTo(audience) }, page),
  listByIds: async (ids) =>
    withTotals(em, (await em.find(ExamEntity, { id: { $in: [...ids] } })).map(toExam)),
  ...assignmentMethods(em),
  ...extraTimeMethods(em),
  ...items(em),
  ...ownership(em),
  ...lostSources(em),
  erase: async (id) => {
    await em.nativeDelete(ExamEntity, { id });
  },
  eraseDraftsOf: async (teacherId) => {
    await em.nativeDelete(ExamEntity, { teacherId, status: 'draft' });
  },
});
