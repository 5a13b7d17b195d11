import { Problem } from '@ai-teacher/service-kit/problem.ts';
import { emailKeyOf } from './email-key.ts';
import { type IssuedTokens, openSession } from './issue-tokens.ts';
import type { World } from './ports.ts';

/**
 * Exchanges credentials for tokens. An unknown e-mail, a wrong password and a disabled account cost the same time
 * and get the same answer: one lookup, one hash, one audit entry.
 */
export const signIn =
  (world: World) =>
  async ({ body }: { body: { email: string; password: string } }): Promise<IssuedTokens> => {
    const { unitOfWork, passwords } = world;
    const emailKey = emailKeyOf(body.email);
    const account = await unitOfWork.run(({ accounts }) => accounts.findByEmailKey(emailKey), {
      readOnly: true,
    });
    const matches = await passwords.verify(account?.passwordHash ?? passwords.decoy, body.password);
    if (account === undefined || !matches || account.disabledAt !== null) {
      await unitOfWork.run(({ audit }) => audit.note('sign-in-refused', account?.id ?? null));
      throw new Problem('credentials-invalid');
    }
    const newHash = passwords.isOutdated(account.passwordHash)
      ? await passwords.hash(body.password)
      : undefined;
    return unitOfWork.run(async (repositories) => {
      if (newHash !== undefined) await repositories.accounts.replacePasswordHash(account.id, newHash);
      await repositories.audit.note('signed-in', account.id);
      return openSession(world, repositories, account);
    });
  };
