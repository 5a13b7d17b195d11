import type { listSignInSessions } from '@ai-teacher/contracts/auth/sign-in-sessions.ts';
import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { ListedSession } from '../../domain/sign-in-sessions/list-sign-in-sessions.ts';

export const presentSignInSessions = ({
  items,
  nextCursor,
}: Listed<ListedSession>): AnswerOf<typeof listSignInSessions> => ({
  items: items.map(({ id, createdAt, lastUsedAt, expiresAt, device, current }) => ({
    id,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    device: device.browser === null && device.operatingSystem === null ? null : device,
    current,
  })),
  nextCursor,
});
