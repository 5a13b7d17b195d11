import type { createAcademicSession as contract } from '@ai-teacher/contracts/user/academic-sessions.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { requireOneNamePerLanguage } from '../academics/academic-node.ts';
import { requireActiveSession, requireFreeSessionCode, requireSession } from './academic-session.ts';
import { requireDays, requireInside } from './period.ts';
import type { AcademicSession, SessionLimits, SessionRepositories } from './ports.ts';

export type CreateAcademicSessionDeps = {
  readonly unitOfWork: UnitOfWork<SessionRepositories>;
  readonly clock: Clock;
  readonly limits: SessionLimits;
};

/**
 * Creates a year, or a term inside a year.
 *
 * @throws Problem `academic-session-not-found` or `academic-session-archived` for the year,
 * `academic-session-code-taken`, `dates-outside-period`, `academic-session-limit-reached`, or `input-invalid`
 * for a term inside a term.
 */
export const createAcademicSession =
  ({ unitOfWork, clock, limits }: CreateAcademicSessionDeps) =>
  ({ principal, body }: Input<typeof contract>): Promise<AcademicSession> =>
    unitOfWork.run(async ({ registers, sessions }) => {
      const { institutionId } = principal;
      const session = {
        id: crypto.randomUUID(),
        institutionId,
        parentId: body.parentId ?? null,
        code: body.code ?? null,
        names: requireOneNamePerLanguage(body.names),
        ...requireDays({ from: body.from, until: body.until }),
        createdAt: clock.now(),
      };
      const register = await registers.lock(institutionId);
      if (session.parentId !== null) {
        const year = await requireActiveSession(sessions, institutionId, session.parentId);
        if (year.parentId !== null)
          throw new Problem('input-invalid', {
            errors: [{ pointer: '/parentId', message: 'must be a year, not a term' }],
          });
        requireInside(session, year);
      }
      await requireFreeSessionCode(sessions, session);
      if (register.sessions >= limits.sessionsPerInstitution)
        throw new Problem('academic-session-limit-reached');
      await sessions.insert(session);
      await registers.count(institutionId, 'sessions');
      return requireSession(sessions, institutionId, session.id);
    });
