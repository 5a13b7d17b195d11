import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { lockIfUnchanged } from '../accounts/account.ts';
import { bucketOfSignedIn, countPasswordAttempt } from '../passwords/password-attempt.ts';
import { assertAcceptable } from '../passwords/password-policy.ts';
import type { World } from '../ports.ts';
import { type IssuedTokens, openSession } from './session.ts';

/**
 * Changes the caller's password. Every session of the account ends, whoever holds it, and the caller gets a new one.
 *
 * @throws Problem `password-unacceptable`, `credentials-invalid`, `authentication-busy`, or of a guess that is not
 *   admitted (`countPasswordAttempt`).
 */
export const changePassword =
  (world: World) =>
  async ({
    body,
    principal,
  }: {
    body: { currentPassword: string; newPassword: string };
    principal: { userId: string };
  }): Promise<IssuedTokens> => {
    const { unitOfWork, passwordHasher, blocklist, clock } = world;
    const account = await unitOfWork.run(({ accounts }) => accounts.findById(principal.userId), {
      readOnly: true,
    });
    if (account === undefined) throw new Problem('token-invalid', { cause: 'the account is gone' });
    assertAcceptable(body.newPassword, account.email, blocklist, '/newPassword');
    // A stolen access token must not be a way to guess the password behind it.
    const confirmed = await countPasswordAttempt(world)(bucketOfSignedIn(world, account.id), async () =>
      (await passwordHasher.verify(account.passwordHash, body.currentPassword)) ? account : undefined,
    );
    if (confirmed === undefined) {
      await unitOfWork.run(({ audit }) => audit.record('password-change-refused', account.id));
      throw new Problem('credentials-invalid');
    }
    const newHash = await passwordHasher.hash(body.newPassword);
    const tokens = await unitOfWork.run(async (repositories) => {
      const now = await lockIfUnchanged(repositories, account);
      if (now === undefined) return;
      await repositories.accounts.replacePasswordHash(account.id, newHash);
      await repositories.refreshTokens.endFamiliesOf(account.id, clock.now());
      await repositories.audit.record('password-changed', account.id);
      return openSession(world, repositories, now);
    });
    if (tokens === undefined) throw new Problem('credentials-invalid');
    return tokens;
  };
