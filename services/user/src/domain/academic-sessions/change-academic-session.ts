import type { changeAcademicSession as contract } from '@ai-teacher/contracts/user/academic-sessions.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { requireOneNamePerLanguage } from '../academics/academic-node.ts';
import { requireFreeSessionCode, requireSession } from './academic-session.ts';
import { requireDays, requireInside } from './period.ts';
import type { AcademicSession, SessionRepositories } from './ports.ts';

export type ChangeAcademicSessionDeps = { readonly unitOfWork: UnitOfWork<SessionRepositories> };

type Change = Input<typeof contract>['body'];

/**
 * Changes the given fields of a year or a term. The other fields stay unchanged.
 *
 * @throws Problem `academic-session-not-found`, `academic-session-changed`, `academic-session-code-taken`, or
 * `dates-outside-period` when the session would leave its year, or one of its terms or classes the session.
 */
export const changeAcademicSession =
  ({ unitOfWork }: ChangeAcademicSessionDeps) =>
  ({ principal, params, body }: Input<typeof contract>): Promise<AcademicSession> =>
    unitOfWork.run(async (repositories) => {
      const { registers, sessions } = repositories;
      const { institutionId } = principal;
      await registers.lock(institutionId);
      const session = await requireSession(sessions, institutionId, params.id);
      if (body.version !== undefined && body.version !== session.version)
        throw new Problem('academic-session-changed', {
          detail: `The year or term has version ${session.version}.`,
        });
      const changed = withChange(session, body);
      if (body.code !== undefined) await requireFreeSessionCode(sessions, changed);
      if (body.from !== undefined || body.until !== undefined) await requireFit(repositories, changed);
      await sessions.store(changed);
      return requireSession(sessions, institutionId, session.id);
    });

const withChange = (session: AcademicSession, { names, code, from, until }: Change): AcademicSession => ({
  ...session,
  names: names === undefined ? session.names : requireOneNamePerLanguage(names),
  code: code === undefined ? session.code : code,
  from: from ?? session.from,
  until: until ?? session.until,
});

const requireFit = async (
  { sessions }: Pick<SessionRepositories, 'sessions'>,
  session: AcademicSession,
): Promise<void> => {
  requireDays(session);
  if (session.parentId !== null)
    requireInside(session, await requireSession(sessions, session.institutionId, session.parentId));
  if (await sessions.hasOutside(session.id, session))
    throw new Problem('dates-outside-period', { detail: 'A term or a class is outside these dates.' });
};
