import type { invite, listAccounts, managedAccount, register } from '@ai-teacher/contracts/auth/accounts.ts';
import type { browserTokens } from '@ai-teacher/contracts/auth/browser-sessions.ts';
import type { confirmPassword, readRevocations, tokens } from '@ai-teacher/contracts/auth/sessions.ts';
import {
  keySetMaxAgeSeconds,
  type listSigningKeys,
  type readKeySet,
  type rotateSigningKey,
} from '@ai-teacher/contracts/auth/signing-keys.ts';
import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import { Reply } from '@ai-teacher/service-kit/server/route.ts';
import type { z } from 'zod';
import type { Account } from '../domain/accounts/ports.ts';
import type { NewInvitation } from '../domain/registration/invite.ts';
import type { Registered } from '../domain/registration/register.ts';
import type { PasswordConfirmation } from '../domain/sessions/confirm-password.ts';
import type { Revocations } from '../domain/sessions/read-revocations.ts';
import type { IssuedTokens } from '../domain/sessions/session.ts';
import type { ListedKey } from '../domain/signing-keys/list-signing-keys.ts';
import type { PublicJwk } from '../domain/signing-keys/ports.ts';
import type { Rotation } from '../domain/signing-keys/rotate-signing-key.ts';

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

/** The tokens without the refresh token, which is sent in a cookie. */
export const presentBrowserTokens = ({
  accessToken,
  expiresIn,
}: IssuedTokens): z.input<typeof browserTokens> => ({ accessToken, tokenType: 'Bearer', expiresIn });

export const presentConfirmation = ({
  confirmedUntil,
}: PasswordConfirmation): AnswerOf<typeof confirmPassword> => ({
  confirmedUntil: confirmedUntil.toISOString(),
});

export const presentInvitation = ({
  id,
  invitationToken,
  expiresAt,
}: NewInvitation): AnswerOf<typeof invite> => ({
  id,
  invitationToken,
  expiresAt: expiresAt.toISOString(),
});

export const presentKeySet = (keys: PublicJwk[]): Reply<AnswerOf<typeof readKeySet>> =>
  new Reply(200, { keys }, { 'cache-control': `public, max-age=${keySetMaxAgeSeconds}` });

export const presentManagedAccount = (account: Account): z.input<typeof managedAccount> => ({
  id: account.id,
  email: account.email,
  name: account.name,
  role: account.role,
  disabled: account.disabledAt !== null,
  verified: account.verifiedAt !== null,
  createdAt: account.createdAt.toISOString(),
});

export const presentManagedAccounts = ({
  items,
  nextCursor,
}: Listed<Account>): AnswerOf<typeof listAccounts> => ({
  items: items.map(presentManagedAccount),
  nextCursor,
});

export const presentRevocations = (
  revocations: Revocations | undefined,
): Reply<AnswerOf<typeof readRevocations>> =>
  revocations === undefined
    ? new Reply(204, undefined)
    : new Reply(200, {
        ...revocations,
        asOf: revocations.asOf.toISOString(),
        sessions: [...revocations.sessions],
        keyIds: [...revocations.keyIds],
      });

export const presentRotation = (rotation: Rotation): AnswerOf<typeof rotateSigningKey> => ({
  kid: rotation.kid,
  publishedAt: rotation.publishedAt.toISOString(),
  signsAt: rotation.signsAt.toISOString(),
  previousRetiresAt: rotation.previousRetiresAt.toISOString(),
});

export const presentSigningKeys = (keys: ListedKey[]): AnswerOf<typeof listSigningKeys> => ({
  items: keys.map(({ kid, state, createdAt, signsAt, retiredAt }) => ({
    kid,
    state,
    publishedAt: createdAt.toISOString(),
    signsAt: signsAt.toISOString(),
    retiredAt: retiredAt?.toISOString() ?? null,
  })),
});
