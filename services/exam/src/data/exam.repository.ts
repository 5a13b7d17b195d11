import { olderThan } from '@ai-teacher/service-kit/domain/page-through.ts';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Exam, ExamItem, ExamSummary, ListRequest, Repositories } from '../domain/ports.ts';
import { ExamEntity, ItemEntity } from './exam.entity.ts';

const toExam = (row: ExamEntity): Exam => ({
  id: row.id,
  institutionId: row.institutionId,
  teacherId: row.teacherId,
  title: row.title,
  status: row.status,
  opensAt: row.opensAt ?? null,
  closesAt: row.closesAt ?? null,
  durationMinutes: row.durationMinutes ?? null,
  shortfall: row.shortfall ?? null,
  createdAt: row.createdAt,
  publishedAt: row.publishedAt ?? null,
});

const toItem = ({ id, type, points, content }: ItemEntity): ExamItem => ({ id, type, points, ...content });

type Totals = { id: string; item_count: number; max_score: number };

export const examRepository = (em: EntityManager): Repositories['exams'] => {
  const list = async (where: object, { limit, after }: ListRequest): Promise<ExamSummary[]> => {
    const rows = await em.find(
      ExamEntity,
      { ...where, ...olderThan(after, 'createdAt') },
      { orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], limit },
    );
    const totals = new Map((await totalsOf(rows.map(({ id }) => id))).map((row) => [row.id, row]));
    return rows.map((row) => ({
      ...toExam(row),
      itemCount: totals.get(row.id)?.item_count ?? 0,
      maxScore: totals.get(row.id)?.max_score ?? 0,
    }));
  };
  const totalsOf = async (ids: string[]): Promise<Totals[]> =>
    ids.length === 0
      ? []
      : em.execute<Totals[]>(
          `select exam_id as id, count(*)::int as item_count, sum(points) as max_score
           from item where exam_id in (${ids.map(() => '?').join(', ')}) group by exam_id`,
          ids,
        );

  return {
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
      const row = await em.findOne(ExamEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      return row === null ? undefined : toExam(row);
    },
    publish: async ({ id, status, opensAt, closesAt, durationMinutes, publishedAt }) => {
      await em.nativeUpdate(ExamEntity, { id }, { status, opensAt, closesAt, durationMinutes, publishedAt });
    },
    listOfTeacher: (teacherId, request) => list({ teacherId }, request),
    listPublished: (institutionId, request) => list({ institutionId, status: 'published' }, request),
    listItems: async (examId) =>
      (await em.find(ItemEntity, { examId }, { orderBy: { position: 'asc' } })).map(toItem),
    eraseDraftsOf: async (teacherId) => {
      await em.nativeDelete(ExamEntity, { teacherId, status: 'draft' });
    },
  };
};
