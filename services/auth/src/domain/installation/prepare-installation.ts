import { defaultInstitutionId } from '@ai-teacher/contracts/values.ts';
import { emailKeyOf } from '../accounts/email-key.ts';
import type { KeySealer, PasswordHasher, UnitOfWork, World } from '../ports.ts';

type Installer = {
  readonly unitOfWork: UnitOfWork;
  readonly passwords: PasswordHasher;
  readonly keys: KeySealer;
  readonly clock: World['clock'];
  readonly identifiers: World['identifiers'];
};

/**
 * What an installation needs before its first request: a signing key, and the first admin where one is configured.
 * Replicas may start together: a lock in the database lets one do it and the others find it done.
 */
export const prepareInstallation =
  ({ unitOfWork, passwords, keys, clock, identifiers }: Installer) =>
  async (admin: { email: string; password: string } | undefined): Promise<void> => {
    const passwordHash = admin === undefined ? undefined : await passwords.hash(admin.password);
    await unitOfWork.run(async ({ signingKeys, accounts, outbox, audit }) => {
      await signingKeys.lock();
      // The very first key signs at once: nobody can hold a token that needs another.
      if ((await signingKeys.listPublished()).length === 0) {
        const kid = identifiers.uuid();
        const now = clock.now();
        await signingKeys.insert({ kid, createdAt: now, signsAt: now, ...(await keys.makeKey(kid)) });
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
      await audit.note('account-registered', account.id);
      await outbox.publish({
        type: 'user.registered',
        institutionId: account.institutionId,
        subject: account.id,
        data: { userId: account.id, email: account.email, name: account.name, role: account.role },
      });
    });
  };
