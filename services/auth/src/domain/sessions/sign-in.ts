import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { lockIfUnchanged } from '../accounts/account.ts';
import { emailKeyOf } from '../accounts/email-key.ts';
import {
  bucketOf,
  countPasswordAttempt,
  passwordAttemptOf,
  rememberNetwork,
} from '../passwords/password-attempt.ts';
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
 * @throws Problem `credentials-invalid`, `authentication-busy`, or of a guess that is not admitted (`countPasswordAttempt`).
 */
export const signIn =
  (world: World) =>
  async ({ body, clientAddress }: Credentials): Promise<IssuedTokens> => {
    const { unitOfWork, passwordHasher } = world;
    const emailKey = emailKeyOf(body.email);
    const attempt = passwordAttemptOf(world, emailKey, clientAddress);
    const { known, bucket } = await unitOfWork.run(
      async (repositories) => {
        const known = await repositories.accounts.findByEmailKey(emailKey);
        return { known, bucket: await bucketOf(repositories, world, attempt, known) };
      },
      { readOnly: true },
    );
    const account = await countPasswordAttempt(world)(bucket, async () => {
      const matches = await passwordHasher.verify(known?.passwordHash ?? passwordHasher.decoy, body.password);
      return matches && known?.disabledAt === null ? known : undefined;
    });
    if (account === undefined) {
      await unitOfWork.run(({ audit }) => audit.record('sign-in-refused', known?.id ?? null));
      throw new Problem('credentials-invalid');
    }
    const newHash = passwordHasher.isOutdated(account.passwordHash)
      ? await passwordHasher.hash(body.password)
      : undefined;
    const tokens = await unitOfWork.run(async (repositories) => {
      const now = await lockIfUnchanged(repositories, account);
      if (now === undefined) return;
      if (newHash !== undefined) await repositories.accounts.replacePasswordHash(account.id, newHash);
      await rememberNetwork(repositories, world, attempt, account);
      await repositories.audit.record('signed-in', account.id);
      return openSession(world, repositories, now);
    });
    if (tokens === undefined) throw new Problem('credentials-invalid');
    return tokens;
  };
