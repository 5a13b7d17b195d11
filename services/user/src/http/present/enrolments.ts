import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import type { addEnrolments, endEnrolment, listEnrolments } from '@ai-teacher/contracts/user/enrolments.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { AddedRow } from '../../domain/enrolments/add-enrolments.ts';
import type { Enrolment } from '../../domain/enrolments/ports.ts';

export const presentEnrolment = ({
  institutionId: _,
  createdAt,
  ...enrolment
}: Enrolment): AnswerOf<typeof endEnrolment> => ({ ...enrolment, createdAt: createdAt.toISOString() });

export const presentEnrolments = ({
  items,
  nextCursor,
}: Listed<Enrolment>): AnswerOf<typeof listEnrolments> => ({
  items: items.map(presentEnrolment),
  nextCursor,
});

export const presentAdded = (rows: readonly AddedRow[]): AnswerOf<typeof addEnrolments> => ({
  results: rows.map(({ row, result, enrolmentId }) => ({
    personId: row.personId,
    role: row.role,
    ...result,
    ...(enrolmentId === undefined ? {} : { enrolmentId }),
  })),
});
