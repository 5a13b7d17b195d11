import { randomBytes } from 'node:crypto';
import { invite, register } from '@ai-teacher/contracts/auth/accounts.ts';
import { type Credentials, Person } from './person.ts';
import { rest, type School } from './school.ts';

const everyMilliseconds = 10_000;

type Reception = Pick<School, 'gatewayUrl' | 'ledger' | 'closing'>;

const newCredentials = (): Credentials => ({
  email: `drill.${randomBytes(8).toString('hex')}@school.example`,
  password: `drill ${randomBytes(16).toString('base64url')}`,
});

/** Registers a new account. An address that a lost request has registered gets the same answer. */
export const registerAccount = async (reception: Reception): Promise<Credentials> => {
  const credentials = newCredentials();
  const person = new Person(credentials, reception);
  await person.callWithoutToken(register, { body: { ...credentials, name: 'Drill' } });
  reception.ledger.acknowledged.accounts.push(credentials);
  return credentials;
};

/** Registers a new teacher by an invitation of the admin. The admin signs in anew, as invitations require. */
export const hireTeacher = async (
  reception: Reception & { readonly admin: Credentials },
): Promise<Credentials> => {
  const credentials = newCredentials();
  const admin = new Person(reception.admin, reception);
  const body = { email: credentials.email, role: 'teacher' } as const;
  const { invitationToken } = await admin.call(invite, { body });
  await new Person(credentials, reception).carryOut(
    register,
    { body: { ...credentials, name: 'Drill', invitationToken } },
    { doneCodes: ['invitation-invalid'], withoutToken: true },
  );
  reception.ledger.acknowledged.accounts.push(credentials);
  return credentials;
};

/** Registers accounts until the drill ends. */
export const registerNewcomers = async (school: School): Promise<void> => {
  while (!school.closing.signal.aborted) {
    await registerAccount(school);
    await rest(school, everyMilliseconds);
  }
};
