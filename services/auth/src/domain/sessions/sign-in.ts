import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { lockUnchanged } from '../accounts/account.ts';
import { emailKeyOf } from '../accounts/email-key.ts';
import { asGuess, attemptOf, laneOf, rememberNetwork } from '../passwords/password-attempt.ts';
import type { World } from '../ports.ts';
import { type IssuedTokens, openSession } from './session.ts';

type Credentials = {
  readonly body: { readonly email: string; readonly password: string };
  readonly clientAddress: string | undefined;
};

/**
 * Exchanges credentials for tokens. An unknown e-mail, a wrong password and a disabled account cost the same time
 * and get the same answer: one lookup, one counted guess, one hash, one audit entry.
 *
 * @throws Problem `credentials-invalid`, `authentication-busy`, or of a guess that is not admitted (`asGuess`).
 */
export const signIn =
  (world: World) =>
  async ({ body, clientAddress }: Credentials): Promise<IssuedTokens> => {
    const { unitOfWork, passwords } = world;
    const emailKey = emailKeyOf(body.email);
    const attempt = attemptOf(world, emailKey, clientAddress);
    const { known, lane } = await unitOfWork.run(
      async (repositories) => {
        const known = await repositories.accounts.findByEmailKey(emailKey);
        return { known, lane: await laneOf(repositories, world, attempt, known) };
      },
      { readOnly: true },
    );
    const account = await asGuess(world)(lane, async () => {
      const matches = await passwords.verify(known?.passwordHash ?? passwords.decoy, body.password);
      return matches && known?.disabledAt === null ? known : undefined;
    });
    if (account === undefined) {
      await unitOfWork.run(({ audit }) => audit.note('sign-in-refused', known?.id ?? null));
      throw new Problem('credentials-invalid');
    }
    const newHash = passwords.isOutdated(account.passwordHash)
      ? await passwords.hash(body.password)
      : undefined;
    const tokens = await unitOfWork.run(async (repositories) => {
      const now = await lockUnchanged(repositories, account);
      if (now === undefined) return;
      if (newHash !== undefined) await repositories.accounts.replacePasswordHash(account.id, newHash);
      await rememberNetwork(repositories, world, attempt, account);
      await repositories.audit.note('signed-in', account.id);
      return openSession(world, repositories, now);
    });
    if (tokens === undefined) throw new Problem('credentials-invalid');
    return tokens;
  };
