import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { readKeySet } from '@ai-teacher/contracts/auth/signing-keys.ts';
import { createEdgeClient, EdgeProblem, patientRetries } from '@ai-teacher/edge-client/edge-client.ts';
import type { FoundGateway } from '@ai-teacher/local-mesh/commands/find-gateway.ts';
import { type Credentials, readCredentials } from '@ai-teacher/local-mesh/mesh/accounts.ts';
import type { StateDirectory } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { LaunchError } from '@ai-teacher/local-mesh/terminal/launch-error.ts';
import { claimsIn } from './requests/tokens.ts';
import type { PublicKey, Student } from './trick.ts';

type Account = Credentials['student'];

/** Signs a student in. @throws LaunchError when the account is refused or has another role. */
export const signInStudent = async (gatewayUrl: string, { email, password }: Account): Promise<Student> => {
  const { answer } = await createEdgeClient({ gatewayUrl, retry: patientRetries })
    .call(signIn, { body: { email, password } })
    .catch((fault: unknown) => {
      if (fault instanceof EdgeProblem && fault.exchange.status === 401)
        throw new LaunchError(
          `${gatewayUrl} does not accept ${email}.`,
          'Set ATTACK_EMAIL and ATTACK_PASSWORD to a student’s account (a registration without an invitation makes one).',
        );
      throw fault;
    });
  const { sub, role } = claimsIn(answer.accessToken);
  if (role !== 'student')
    throw new LaunchError(
      `${email} has the role ${String(role)}.`,
      'Attack as a student: with an account of higher rights, forged rights cannot be detected.',
    );
  return { id: String(sub), accessToken: answer.accessToken, refreshToken: answer.refreshToken };
};

/** The student to attack as: ATTACK_EMAIL and ATTACK_PASSWORD, or else the native mesh's student. */
export const findStudent = async (
  { gatewayUrl, credentials }: FoundGateway,
  state: StateDirectory,
): Promise<Student> => {
  const { ATTACK_EMAIL: email, ATTACK_PASSWORD: password } = process.env;
  if (email && password) return signInStudent(gatewayUrl, { email, password });
  const student = credentials?.student ?? (await readCredentials(state.credentials))?.student;
  if (student !== undefined) return signInStudent(gatewayUrl, student);
  throw new LaunchError(
    `No student of ${gatewayUrl} is known.`,
    'Register one (POST /api/auth/register) and set ATTACK_EMAIL and ATTACK_PASSWORD.',
  );
};

/** The public keys in the key set of the gateway. */
export const readPublishedKeys = async (gatewayUrl: string): Promise<readonly PublicKey[]> =>
  (await createEdgeClient({ gatewayUrl }).call(readKeySet, {})).answer.keys;
