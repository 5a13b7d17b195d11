import type { listAcademicSessions as contract } from '@ai-teacher/contracts/user/academic-sessions.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { AcademicSession, SessionRepositories } from './ports.ts';

export type ListAcademicSessionsDeps = {
  readonly unitOfWork: UnitOfWork<Pick<SessionRepositories, 'sessions'>>;
};

/** Lists the years and terms of the caller's institution, latest first. */
export const listAcademicSessions =
  ({ unitOfWork }: ListAcademicSessionsDeps) =>
  ({ principal, query }: Input<typeof contract>): Promise<Listed<AcademicSession>> =>
    unitOfWork.run(({ sessions }) => sessions.list(principal.institutionId, query), { readOnly: true });
