import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import type { createJoinCode, inviteToClass, listJoinCodes } from '@ai-teacher/contracts/user/join-codes.ts';
import type { NewJoinCode } from '../../domain/join-codes/create-join-code.ts';
import type { ClassInvitations } from '../../domain/join-codes/invite-to-class.ts';
import { stateOf } from '../../domain/join-codes/join-code.ts';
import type { JoinCodePage } from '../../domain/join-codes/list-join-codes.ts';
import type { JoinCode } from '../../domain/join-codes/ports.ts';

const presentJoinCode = (code: JoinCode, now: Date) => ({
  id: code.id,
  classId: code.classId,
  personId: code.personId,
  email: code.email,
  state: stateOf(code, now),
  maxUses: code.maxUses,
  uses: code.uses,
  createdBy: code.createdBy,
  createdAt: code.createdAt.toISOString(),
  expiresAt: code.expiresAt.toISOString(),
});

export const presentNewJoinCode = ({
  joinCode,
  code,
  now,
}: NewJoinCode): AnswerOf<typeof createJoinCode> => ({
  ...presentJoinCode(joinCode, now),
  code,
});

export const presentJoinCodes = ({ listed, now }: JoinCodePage): AnswerOf<typeof listJoinCodes> => ({
  items: listed.items.map((code) => presentJoinCode(code, now)),
  nextCursor: listed.nextCursor,
});

export const presentInvitations = ({
  platformAddress,
  expiresAt,
  left,
  items,
}: ClassInvitations): AnswerOf<typeof inviteToClass> => ({
  platform: platformAddress ?? null,
  expiresAt: expiresAt?.toISOString() ?? null,
  left,
  items: items.map(({ personId, name, email, outcome, code }) => ({
    personId,
    name,
    email,
    outcome,
    ...(code === undefined ? {} : { code }),
  })),
});
