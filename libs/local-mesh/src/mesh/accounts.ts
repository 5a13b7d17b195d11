import { readFile } from 'node:fs/promises';
import { invite, register } from '@ai-teacher/contracts/auth/accounts.ts';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { readMe } from '@ai-teacher/contracts/user/profile.ts';
import type { Role } from '@ai-teacher/contracts/values.ts';
import {
  createEdgeClient,
  type EdgeClient,
  EdgeProblem,
  isProblem,
} from '@ai-teacher/edge-client/edge-client.ts';
import { z } from 'zod';
import { waitUntil } from '../process/wait-until.ts';
import type { Secrets } from '../state/secrets.ts';
import { writePrivately } from '../state/state-directory.ts';
import { LaunchError } from '../terminal/launch-error.ts';

const account = z.object({ email: z.string(), password: z.string() });
const credentialsShape = z.object({ admin: account, teacher: account, student: account });

/** The first accounts of an installation, as stored in `.local/credentials.json`. */
export type Credentials = z.output<typeof credentialsShape>;

export const readCredentials = async (file: string): Promise<Credentials | undefined> => {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : credentialsShape.parse(JSON.parse(text));
};

/**
 * Waits until the first admin can sign in through the gateway and read their own profile. Both together prove
 * that the mesh works from end to end. Then registers the teacher and the student when this installation has
 * none yet. After a restore they may exist with other passwords: that is only noted.
 */
export const ensureAccounts = async ({
  gatewayUrl,
  credentialsFile,
  secrets,
  note,
}: {
  gatewayUrl: string;
  credentialsFile: string;
  secrets: Secrets;
  note: (text: string) => void;
}): Promise<Credentials> => {
  const anonymous = createEdgeClient({ gatewayUrl });
  const { admin, teacher, student } = accountsOf(secrets);
  const asAdmin = anonymous.as(
    await retryUntilReady('signing in the first admin through the gateway', () =>
      accessTokenOf(anonymous, admin),
    ),
  );
  await retryUntilReady('reading the profile of the first admin', () => asAdmin.call(readMe, {}));
  const known = await readCredentials(credentialsFile);
  if (known?.admin.email !== admin.email) {
    for (const person of [
      { ...teacher, name: 'Terry Teacher', role: 'teacher' as const },
      { ...student, name: 'Sam Student', role: 'student' as const },
    ])
      await registerInvited(anonymous, asAdmin, person).catch((fault: unknown) => {
        if (!isProblem(fault, 'credentials-invalid')) throw fault;
        note(`${person.email} has an account with another password than the one printed below.`);
      });
  }
  if (known?.admin.email !== admin.email || known.admin.password !== admin.password)
    await writePrivately(credentialsFile, { admin, teacher, student });
  return { admin, teacher, student };
};

const accountsOf = (secrets: Secrets): Credentials => {
  return {
    admin: { email: secrets.BOOTSTRAP_ADMIN_EMAIL, password: secrets.BOOTSTRAP_ADMIN_PASSWORD },
    teacher: { email: 'teacher@school.example', password: secrets.TEACHER_PASSWORD },
    student: { email: 'student@school.example', password: secrets.STUDENT_PASSWORD },
  };
};

type Account = z.output<typeof account>;

const accessTokenOf = async (anonymous: EdgeClient, { email, password }: Account): Promise<string> => {
  return (await anonymous.call(signIn, { body: { email, password } })).answer.accessToken;
};

/**
 * Answers of a mesh that is still starting: keys not fetched yet, a service not reachable, too many attempts.
 * The refusal of a password is final: auth makes the first admin before it answers.
 */
const isTemporary = (fault: EdgeProblem): boolean => {
  const { status } = fault.exchange;
  return !isProblem(fault, 'credentials-invalid') && (status === 401 || status === 429 || status >= 500);
};

/**
 * Retries every half second, because these calls count against the limits of this address like all others. A
 * refusal that is not temporary ends the wait immediately.
 */
const retryUntilReady = async <T>(what: string, call: () => Promise<T>): Promise<T> => {
  let refusal: unknown;
  const attempt = async (): Promise<{ result: T } | undefined | 'refused'> => {
    try {
      return { result: await call() };
    } catch (fault) {
      refusal = fault;
      return fault instanceof EdgeProblem && !isTemporary(fault) ? 'refused' : undefined;
    }
  };
  const limits = { what, timeoutSeconds: 60, everyMilliseconds: 500 };
  const outcome = await waitUntil(attempt, limits).catch(() => 'refused' as const);
  if (outcome !== 'refused') return outcome.result;
  const reason = refusal instanceof Error ? refusal.message : String(refusal);
  throw new LaunchError(
    `All parts are healthy, but ${what} failed: ${reason}`,
    'Read the logs of gateway and auth. An account retains its password: BOOTSTRAP_ADMIN_PASSWORD makes no new one after the first start. When the admin has changed the password, set BOOTSTRAP_ADMIN_EMAIL and BOOTSTRAP_ADMIN_PASSWORD to the current ones and start again. npm run reset deletes all data.',
    { cause: refusal },
  );
};

/**
 * Registers with an invitation, because the installation's policy may require one. Registering a known e-mail
 * changes nothing and answers the same. Only the sign-in proves that the account exists.
 */
export const registerInvited = async (
  anonymous: EdgeClient,
  admin: EdgeClient,
  { name, role, ...person }: Account & { name: string; role: Role },
): Promise<void> => {
  const { answer } = await admin.call(invite, { body: { email: person.email, role } });
  const { invitationToken } = answer;
  await anonymous.call(register, { body: { ...person, name, invitationToken } });
  await anonymous.call(signIn, { body: person });
};
