import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import { locationOf } from '@ai-teacher/contracts/path-template.ts';
import {
  type createAcademicSession,
  type listAcademicSessions,
  readAcademicSession,
} from '@ai-teacher/contracts/user/academic-sessions.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import { Reply } from '@ai-teacher/service-kit/server/route.ts';
import type { AcademicSession } from '../../domain/academic-sessions/ports.ts';

type SessionAnswer = AnswerOf<typeof createAcademicSession>;

export const presentSession = ({
  institutionId: _,
  names,
  archivedAt,
  createdAt,
  ...session
}: AcademicSession): SessionAnswer => ({
  ...session,
  names: [...names],
  archivedAt: archivedAt?.toISOString() ?? null,
  createdAt: createdAt.toISOString(),
});

export const presentNewSession = (session: AcademicSession): Reply<SessionAnswer> =>
  new Reply(201, presentSession(session), {
    location: locationOf(readAcademicSession.edgePath ?? '', { params: { id: session.id } }),
  });

export const presentSessions = ({
  items,
  nextCursor,
}: Listed<AcademicSession>): AnswerOf<typeof listAcademicSessions> => ({
  items: items.map(presentSession),
  nextCursor,
});
