import { olderThan } from '@ai-teacher/service-kit/domain/page-through.ts';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Attempt, Repositories } from '../domain/ports.ts';
import { AttemptEntity } from './attempt.entity.ts';

const toAttempt = (row: AttemptEntity | null): Attempt | undefined =>
  row === null
    ? undefined
    : {
        id: row.id,
        examId: row.examId,
        institutionId: row.institutionId,
        studentId: row.studentId,
        status: row.status,
        startedAt: row.startedAt,
        deadlineAt: row.deadlineAt ?? null,
        submittedAt: row.submittedAt ?? null,
        closedBy: row.closedBy ?? null,
      };

export const attemptRepository = (em: EntityManager): Repositories['attempts'] => ({
  insertUnlessThere: async (attempt) => {
    const rows = await em.execute<{ id: string }[]>(
      `insert into attempt (id, exam_id, institution_id, student_id, status, started_at, deadline_at)
       values (?, ?, ?, ?, ?, ?, ?) on conflict (exam_id, student_id) do nothing returning id`,
      [
        attempt.id,
        attempt.examId,
        attempt.institutionId,
        attempt.studentId,
        attempt.status,
        attempt.startedAt,
        attempt.deadlineAt,
      ],
    );
    return rows.length === 1;
  },
  find: async (id) => toAttempt(await em.findOne(AttemptEntity, { id })),
  lock: async (id) =>
    toAttempt(await em.findOne(AttemptEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })),
  findOfStudent: async (examId, studentId) =>
    toAttempt(await em.findOne(AttemptEntity, { examId, studentId })),
  listOfExam: async (examId, { limit, after }) => {
    const rows = await em.find(
      AttemptEntity,
      { examId, ...olderThan(after, 'startedAt') },
      { orderBy: [{ startedAt: 'desc' }, { id: 'desc' }], limit },
    );
    return rows.flatMap((row) => toAttempt(row) ?? []);
  },
  update: async ({ id, status, submittedAt, closedBy }) => {
    await em.nativeUpdate(AttemptEntity, { id }, { status, submittedAt, closedBy });
  },
  eraseOfStudent: async (studentId) => {
    await em.nativeDelete(AttemptEntity, { studentId });
  },
});
