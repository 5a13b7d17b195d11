import type { restoreAcademicSession as contract } from '@ai-teacher/contracts/user/academic-sessions.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { requireActiveSession, requireSession } from './academic-session.ts';
import type { AcademicSession, SessionRepositories } from './ports.ts';

export type RestoreAcademicSessionDeps = { readonly unitOfWork: UnitOfWork<SessionRepositories> };

/**
 * Restores an archived year or term. Restoring an active one changes nothing.
 *
 * @throws Problem `academic-session-not-found`, or `academic-session-archived` while the year is archived.
 */
export const restoreAcademicSession =
  ({ unitOfWork }: RestoreAcademicSessionDeps) =>
  ({ principal, params }: Input<typeof contract>): Promise<AcademicSession> =>
    unitOfWork.run(async ({ registers, sessions }) => {
      const { institutionId } = principal;
      await registers.lock(institutionId);
      const session = await requireSession(sessions, institutionId, params.id);
      if (session.archivedAt === null) return session;
      if (session.parentId !== null) await requireActiveSession(sessions, institutionId, session.parentId);
      await sessions.store({ ...session, archivedAt: null });
      return requireSession(sessions, institutionId, session.id);
    });
