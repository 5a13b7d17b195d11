import { defaultInstitutionId } from '@ai-teacher/contracts/values.ts';
import { emailKeyOf } from './email-key.ts';
import type { PasswordHasher, SigningKeyGenerator, UnitOfWork, World } from '../ports.ts';

type Installer = {
  readonly unitOfWork: UnitOfWork;
  readonly passwordHasher: PasswordHasher;
  readonly keyGenerator: SigningKeyGenerator;
  readonly clock: World['clock'];
  readonly identifiers: World['identifiers'];
};

/**
 * What an installation needs before its first request: a signing key, and the first admin where one is configured.
 * Replicas may start together: a lock in the database lets one do it and the others find it done.
 */
export const prepareInstallation =
  ({ unitOfWork, passwordHasher, keyGenerator, clock, identifiers }: Installer) =>
  async (admin: { email: string; password: string } | undefined): Promise<void> => {
    const passwordHash = admin === undefined ? undefined : await passwordHasher.hash(admin.password);
    await unitOfWork.run(async ({ signingKeys, accounts, outbox, audit }) => {
      await signingKeys.lock();
      // The very first key signs at once: nobody can hold a token that needs another.
      if ((await signingKeys.listPublished()).length === 0) {
        const kid = identifiers.uuid();
        const now = clock.now();
        await signingKeys.insert({
          kid,
          createdAt: now,
          signsAt: now,
          ...(await keyGenerator.generate(kid)),
        });
      }
      if (admin === undefined || passwordHash === undefined) return;
      const account = {
        id: identifiers.uuid(),
        email: admin.email,
        emailKey: emailKeyOf(admin.email),
        name: 'Administrator',
        passwordHash,
        role: 'admin' as const,
        institutionId: defaultInstitutionId,
        createdAt: clock.now(),
        disabledAt: null,
      };
      if (!(await accounts.insertUnlessKnown(account))) return;
      await audit.record('account-registered', account.id);
      await outbox.publish({
        type: 'user.registered',
        institutionId: account.institutionId,
        subject: account.id,
        data: { userId: account.id, email: account.email, name: account.name, role: account.role },
      });
    });
  };
