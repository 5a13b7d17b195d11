import { beforeAllIds } from '@ai-teacher/service-kit/domain/for-each-id.ts';
import { byTime, pageThrough, placeIn } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Appeal, AppealRepository } from '../../domain/appeals/ports.ts';

type Row = {
  id: string;
  exam_id: string;
  attempt_id: string;
  item_id: string;
  student_id: string;
  status: Appeal['status'];
  reason: string | null;
  score_before: number;
  score: number | null;
  answer: string | null;
  created_at: Date | string;
  decided_at: Date | string | null;
  decided_by: string | null;
};

const columns = `id, exam_id, attempt_id, item_id, student_id, status, reason, score_before, score, answer,
  created_at, decided_at, decided_by`;

const toAppeal = (row: Row): Appeal => ({
  id: row.id,
  examId: row.exam_id,
  attemptId: row.attempt_id,
  itemId: row.item_id,
  studentId: row.student_id,
  status: row.status,
  reason: row.reason,
  scoreBefore: row.score_before,
  score: row.score,
  answer: row.answer,
  createdAt: new Date(row.created_at),
  decidedAt: row.decided_at === null ? null : new Date(row.decided_at),
  decidedBy: row.decided_by,
});

/** Orders open appeals before every other one. */
const beforeAll = { at: new Date(0), id: beforeAllIds };

export const appealRepository = (em: EntityManager): AppealRepository => ({
  insert: async (appeal) => {
    await em.execute(
      `insert into appeal
         (id, exam_id, attempt_id, item_id, student_id, status, reason, score_before, created_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        appeal.id,
        appeal.examId,
        appeal.attemptId,
        appeal.itemId,
        appeal.studentId,
        appeal.status,
        appeal.reason,
        appeal.scoreBefore,
        appeal.createdAt,
      ],
    );
  },
  find: async (id) => {
    const [row] = await em.execute<Row[]>(`select ${columns} from appeal where id = ?`, [id]);
    return row === undefined ? undefined : toAppeal(row);
  },
  listOf: async (attemptId) => {
    const rows = await em.execute<Row[]>(
      `select ${columns} from appeal where attempt_id = ? order by created_at desc, id desc`,
      [attemptId],
    );
    return rows.map(toAppeal);
  },
  listOpen: async ({ teacherId, institutionId, examId }, { limit, cursor }) => {
    const { at, id } = placeIn(cursor) ?? beforeAll;
    const rows = await em.execute<Row[]>(
      `select ${columns} from appeal where status = 'open' and (created_at, id) > (?, ?)
         and exam_id in (select exam.id from exam where teacher_id = ? and institution_id = ?
           ${examId === undefined ? '' : 'and exam.id = ?'})
       order by created_at, id limit ?`,
      [at, id, teacherId, institutionId, ...(examId === undefined ? [] : [examId]), limit + 1],
    );
    return pageThrough(rows.map(toAppeal), limit, byTime);
  },
  decide: async ({ id, status, score, answer, decidedAt, decidedBy }) => {
    await em.execute(
      'update appeal set status = ?, score = ?, answer = ?, decided_at = ?, decided_by = ? where id = ?',
      [status, score, answer, decidedAt, decidedBy, id],
    );
  },
  forgetDecider: async (userId) => {
    await em.execute('update appeal set decided_by = null where decided_by = ?', [userId]);
  },
});
