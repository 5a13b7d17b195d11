import type { readAcademicSession as contract } from '@ai-teacher/contracts/user/academic-sessions.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { requireSession } from './academic-session.ts';
import type { AcademicSession, SessionRepositories } from './ports.ts';

export type ReadAcademicSessionDeps = {
  readonly unitOfWork: UnitOfWork<Pick<SessionRepositories, 'sessions'>>;
};

/**
 * Returns a year or a term.
 *
 * @throws Problem `academic-session-not-found`.
 */
export const readAcademicSession =
  ({ unitOfWork }: ReadAcademicSessionDeps) =>
  ({ principal, params }: Input<typeof contract>): Promise<AcademicSession> =>
    unitOfWork.run(({ sessions }) => requireSession(sessions, principal.institutionId, params.id), {
      readOnly: true,
    });
