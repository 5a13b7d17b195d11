import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { AcademicSession, AcademicSessionRepository } from './ports.ts';

/** @throws Problem `academic-session-not-found`. */
export const requireSession = async (
  sessions: Pick<AcademicSessionRepository, 'find'>,
  institutionId: string,
  id: string,
): Promise<AcademicSession> => {
  const session = await sessions.find(institutionId, id);
  if (session === undefined) throw new Problem('academic-session-not-found');
  return session;
};

/** @throws Problem `academic-session-not-found`, or `academic-session-archived`. */
export const requireActiveSession = async (
  sessions: Pick<AcademicSessionRepository, 'find'>,
  institutionId: string,
  id: string,
): Promise<AcademicSession> => {
  const session = await requireSession(sessions, institutionId, id);
  if (session.archivedAt === null) return session;
  throw new Problem('academic-session-archived', { detail: 'Restore the year or term first.' });
};

/** @throws Problem `academic-session-code-taken`. */
export const requireFreeSessionCode = async (
  sessions: Pick<AcademicSessionRepository, 'hasCode'>,
  { id, institutionId, code }: Pick<AcademicSession, 'id' | 'institutionId' | 'code'>,
): Promise<void> => {
  if (code !== null && (await sessions.hasCode(institutionId, code, id)))
    throw new Problem('academic-session-code-taken');
};
