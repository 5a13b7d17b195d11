import { arrayOf } from '@ai-teacher/access/data/readable-rows.ts';
import type { AudienceKey } from '@ai-teacher/access/domain/audience.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Assignment, ExamRepository } from '../domain/exams/ports.ts';

type Row = { audience: AudienceKey; opens_at: Date | string | null; closes_at: Date | string | null };

const toDate = (value: Date | string | null): Date | null => (value === null ? null : new Date(value));

const toAssignment = ({ audience, opens_at, closes_at }: Row): Assignment => ({
  audience,
  opensAt: toDate(opens_at),
  closesAt: toDate(closes_at),
});

type AssignmentMethods = 'assign' | 'assignedSince' | 'listAssignments' | 'listAssignmentsOf';
type ExtraTimeMethods = 'forgetExtraTimes' | 'giveExtraTime' | 'listExtraTimeFactors' | 'listExtraTimesOf';

/** Whom an exam is assigned to. */
export const assignmentMethods = (em: EntityManager): Pick<ExamRepository, AssignmentMethods> => ({
  listAssignments: async (examId) => {
    const rows = await em.execute<Row[]>(
      'select audience, opens_at, closes_at from assignment where exam_id = ? order by audience',
      [examId],
    );
    return rows.map(toAssignment);
  },
  listAssignmentsOf: async (examIds) => {
    const rows = await em.execute<(Row & { exam_id: string })[]>(
      'select exam_id, audience, opens_at, closes_at from assignment where exam_id = any(?::uuid[])',
      [arrayOf(examIds)],
    );
    return rows.map((row) => ({ ...toAssignment(row), examId: row.exam_id }));
  },
  assignedSince: async (examId) => {
    const rows = await em.execute<{ audience: string; assigned_at: Date | string }[]>(
      'select audience, assigned_at from assignment where exam_id = ?',
      [examId],
    );
    return Object.fromEntries(
      rows.map(({ audience, assigned_at }) => [audience, new Date(assigned_at).toISOString()]),
    );
  },
  assign: async (examId, assignments) => {
    const audience = assignments.map((given) => given.audience);
    await em.execute('delete from assignment where exam_id = ? and audience <> all (?::text[])', [
      examId,
      arrayOf(audience),
    ]);
    await em.execute(
      `insert into assignment (exam_id, audience, opens_at, closes_at)
       select ?, audience, "opensAt", "closesAt" from json_to_recordset(?::json)
         as given (audience text, "opensAt" timestamptz, "closesAt" timestamptz)
       on conflict (exam_id, audience) do update
         set opens_at = excluded.opens_at, closes_at = excluded.closes_at`,
      [examId, JSON.stringify(assignments)],
    );
  },
});

export const extraTimeMethods = (em: EntityManager): Pick<ExamRepository, ExtraTimeMethods> => ({
  giveExtraTime: async ({ examId, studentId, factor }, { givenBy, givenAt }) => {
    if (factor === 1) {
      await em.execute('delete from extra_time where exam_id = ? and student_id = ?', [examId, studentId]);
      return;
    }
    await em.execute(
      `insert into extra_time (exam_id, student_id, factor, given_by, given_at) values (?, ?, ?, ?, ?)
       on conflict (exam_id, student_id) do update
       set factor = excluded.factor, given_by = excluded.given_by, given_at = excluded.given_at`,
      [examId, studentId, factor, givenBy, givenAt],
    );
  },
  listExtraTimeFactors: async (examId) => {
    const rows = await em.execute<{ factor: number }[]>(
      'select distinct factor from extra_time where exam_id = ?',
      [examId],
    );
    return rows.map(({ factor }) => factor);
  },
  listExtraTimesOf: async (studentId, examIds) => {
    const rows = await em.execute<{ exam_id: string; factor: number }[]>(
      'select exam_id, factor from extra_time where student_id = ? and exam_id = any(?::uuid[])',
      [studentId, arrayOf(examIds)],
    );
    return rows.map(({ exam_id: examId, factor }) => ({ examId, studentId, factor }));
  },
  forgetExtraTimes: async (userId) => {
    await em.execute('delete from extra_time where student_id = ?', [userId]);
    await em.execute('update extra_time set given_by = null where given_by = ?', [userId]);
  },
});
