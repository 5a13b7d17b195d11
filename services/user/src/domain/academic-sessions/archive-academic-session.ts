import type { archiveAcademicSession as contract } from '@ai-teacher/contracts/user/academic-sessions.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { requireSession } from './academic-session.ts';
import type { AcademicSession, SessionRepositories } from './ports.ts';

export type ArchiveAcademicSessionDeps = {
  readonly unitOfWork: UnitOfWork<SessionRepositories>;
  readonly clock: Clock;
};

/**
 * Archives a year or a term. Archiving an archived one changes nothing.
 *
 * @throws Problem `academic-session-not-found`, or `academic-session-in-use`.
 */
export const archiveAcademicSession =
  ({ unitOfWork, clock }: ArchiveAcademicSessionDeps) =>
  ({ principal, params }: Input<typeof contract>): Promise<AcademicSession> =>
    unitOfWork.run(async ({ registers, sessions }) => {
      const { institutionId } = principal;
      await registers.lock(institutionId);
      const session = await requireSession(sessions, institutionId, params.id);
      if (session.archivedAt !== null) return session;
      if (await sessions.isInUse(session.id)) throw new Problem('academic-session-in-use');
      await sessions.store({ ...session, archivedAt: clock.now() });
      return requireSession(sessions, institutionId, session.id);
    });
