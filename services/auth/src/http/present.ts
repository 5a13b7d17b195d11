import type { invite, readKeySet, register, tokens } from '@ai-teacher/contracts/auth.ts';
import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import type { z } from 'zod';
import type { IssuedTokens } from '../domain/issue-tokens.ts';
import type { PublicJwk } from '../domain/ports.ts';
import type { Registered } from '../domain/register.ts';

export const presentAccount = ({ id, email, name, role }: Registered): AnswerOf<typeof register> => ({
  id,
  email,
  name,
  role,
});

export const presentTokens = ({
  accessToken,
  expiresIn,
  refreshToken,
}: IssuedTokens): z.input<typeof tokens> => ({
  accessToken,
  tokenType: 'Bearer',
  expiresIn,
  refreshToken,
});

export const presentInvitation = (made: {
  invitationToken: string;
  expiresAt: Date;
}): AnswerOf<typeof invite> => ({
  invitationToken: made.invitationToken,
  expiresAt: made.expiresAt.toISOString(),
});

export const presentKeySet = (keys: PublicJwk[]): AnswerOf<typeof readKeySet> => ({ keys });
