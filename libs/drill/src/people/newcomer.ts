import { randomBytes } from 'node:crypto';
import { register } from '@ai-teacher/contracts/auth/accounts.ts';
import { type Credentials, Person } from './person.ts';
import { rest, type School } from './school.ts';

const everyMilliseconds = 10_000;

type Reception = Pick<School, 'gatewayUrl' | 'ledger' | 'closing'>;

/** Registers a new account. An address that a lost request has registered gets the same answer. */
export const registerAccount = async (reception: Reception): Promise<Credentials> => {
  const email = `drill.${randomBytes(8).toString('hex')}@school.example`;
  const credentials = { email, password: `drill ${randomBytes(16).toString('base64url')}` };
  const person = new Person(credentials, reception);
  await person.callWithoutToken(register, { body: { ...credentials, name: 'Drill' } });
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
