import type { EntityManager } from '@mikro-orm/postgresql';
import type { Assignment, ExamRepository } from '../domain/exams/ports.ts';

type Row = { audience: string; opens_at: Date | string | null; closes_at: Date | string | null };

const toDate = (value: Date | string | null): Date | null => (value === null ? null : new Date(value));

const toAssignment = ({ audience, opens_at, closes_at }: Row): Assignment => ({
  audience,
  opensAt: toDate(opens_at),
  closesAt: toDate(closes_at),
});

type AssignmentMethods = 'assign' | 'findExtraTimeFactor' | 'listAssignments' | 'listExtraTimeFactors';

/** Whom an exam is assigned to, and the extra time of its students. */
export const assignmentMethods = (em: EntityManager): Pick<ExamRepository, AssignmentMethods> => ({
  listAssignments: async (examId) => {
    const rows = await em.execute<Row[]>(
      'select audience, opens_at, closes_at from assignment where exam_id = ? order by audience',
      [examId],
    );
    return rows.map(toAssignment);
  },
  assign: async (examId, assignments) => {
    await em.execute('delete from assignment where exam_id = ?', [examId]);
    await em.execute(
      `insert into assignment (exam_id, audience, opens_at, closes_at)
       select ?, audience, "opensAt", "closesAt" from json_to_recordset(?::json)
         as given (audience text, "opensAt" timestamptz, "closesAt" timestamptz)`,
      [examId, JSON.stringify(assignments)],
    );
  },
  findExtraTimeFactor: async (examId, studentId) => {
    const [row] = await em.execute<{ factor: number }[]>(
      'select factor from extra_time where exam_id = ? and student_id = ?',
      [examId, studentId],
    );
    return row?.factor;
  },
  listExtraTimeFactors: async (examId) => {
    const rows = await em.execute<{ factor: number }[]>(
      'select distinct factor from extra_time where exam_id = ?',
      [examId],
    );
    return rows.map(({ factor }) => factor);
  },
});
