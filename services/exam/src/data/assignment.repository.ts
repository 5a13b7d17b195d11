import { readDay } from '@ai-teacher/access/data/read-day.ts';
import { arrayOf } from '@ai-teacher/access/data/readable-rows.ts';
import { studentsOf } from '@ai-teacher/access/data/students-of.ts';
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
type ExtraTimeMethods =
  | 'countOtherExtraTimes'
  | 'forgetExtraTimes'
  | 'giveExtraTime'
  | 'listExtraTimeFactors'
  | 'listExtraTimesOf';

/** The assignments of an exam. */
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

/** The extra time of a student at an exam: what a teacher has given, otherwise that of the profile. */
export const effectiveFactor = `coalesce(extra_time.factor, default_extra_time.factor)`;

export const extraTimeMethods = (em: EntityManager): Pick<ExamRepository, ExtraTimeMethods> => ({
  giveExtraTime: async ({ examId, studentId, factor }, { givenBy, givenAt }) => {
    await em.execute(
      `insert into extra_time (exam_id, student_id, factor, given_by, given_at) values (?, ?, ?, ?, ?)
       on conflict (exam_id, student_id) do update
       set factor = excluded.factor, given_by = excluded.given_by, given_at = excluded.given_at`,
      [examId, studentId, factor, givenBy, givenAt],
    );
  },
  countOtherExtraTimes: async (examId, studentId) => {
    const [row] = await em.execute<{ count: number }[]>(
      'select count(*)::int as count from extra_time where exam_id = ? and student_id <> ?',
      [examId, studentId],
    );
    return row?.count ?? 0;
  },
  listExtraTimeFactors: async ({ id, institutionId }, { audience, now }) => {
    const isForAll = audience.some((key) => key.startsWith('institution:'));
    const students = studentsOf(audience, {
      institutionId,
      today: await readDay(em, institutionId, now),
    });
    const rows = await em.execute<{ factor: number }[]>(
      `select factor from extra_time where exam_id = ?
       union
       select factor from default_extra_time given where institution_id = ? and factor > 1
         and not exists (select from extra_time where exam_id = ? and student_id = given.student_id)
         ${isForAll ? '' : `and student_id in (${students.sql})`}`,
      [id, institutionId, id, ...(isForAll ? [] : students.parameters)],
    );
    return rows.map(({ factor }) => factor);
  },
  listExtraTimesOf: async (studentId, examIds) => {
    const rows = await em.execute<{ exam_id: string; factor: number }[]>(
      `select wanted.id as exam_id, ${effectiveFactor} as factor from unnest(?::uuid[]) wanted (id)
       left join extra_time on extra_time.exam_id = wanted.id and extra_time.student_id = ?
       left join default_extra_time on default_extra_time.student_id = ?
       where ${effectiveFactor} is not null`,
      [arrayOf(examIds), studentId, studentId],
    );
    return rows.map(({ exam_id: examId, factor }) => ({ examId, studentId, factor }));
  },
  forgetExtraTimes: async (userId) => {
    await em.execute('delete from extra_time where student_id = ?', [userId]);
    await em.execute('delete from default_extra_time where student_id = ?', [userId]);
    await em.execute('update extra_time set given_by = null where given_by = ?', [userId]);
  },
});
