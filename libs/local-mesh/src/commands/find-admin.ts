import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { createEdgeClient, EdgeProblem, patientRetries } from '@ai-teacher/edge-client/edge-client.ts';
import { type Credentials as Accounts, readCredentials } from '../mesh/accounts.ts';
import { repositoryRoot, type StateDirectory } from '../state/state-directory.ts';
import { LaunchError } from '../terminal/launch-error.ts';

type Credentials = Accounts['admin'];

type Variables = Readonly<Record<string, string | undefined>>;

const bootstrapAdmin = (variables: Variables): Credentials | undefined => {
  const { BOOTSTRAP_ADMIN_EMAIL: email, BOOTSTRAP_ADMIN_PASSWORD: password } = variables;
  return email && password ? { email, password } : undefined;
};

/** The variables of the containers; none when there is no `.env`. */
const composeVariables = async (): Promise<Variables> =>
  parseEnv(await readFile(path.join(repositoryRoot, '.env'), 'utf8').catch(() => ''));

/** Only a 401 means "not accepted"; every other fault is thrown. */
const isAccepted = async (
  gatewayUrl: string,
  { email, password }: Credentials,
  say: (line: string) => void,
): Promise<boolean> => {
  const onWait = (milliseconds: number): void =>
    say(
      `The gateway refused to sign ${email} in for a while. Waiting ${Math.ceil(milliseconds / 1_000)} s …`,
    );
  const retry = { ...patientRetries, onWait };
  try {
    await createEdgeClient({ gatewayUrl, retry }).call(signIn, { body: { email, password } });
    return true;
  } catch (fault) {
    if (fault instanceof EdgeProblem && fault.exchange.status === 401) return false;
    throw fault;
  }
};

/**
 * Finds the first admin of the mesh behind a gateway. The environment wins. Otherwise the credentials of the
 * native mesh and of the containers' `.env` are tried in that order.
 *
 * @param say gets a line when a limit of the gateway requires a wait.
 * @throws LaunchError when the gateway accepts none of them.
 */
export const findAdmin = async (
  gatewayUrl: string,
  state: StateDirectory,
  say: (line: string) => void,
): Promise<Credentials> => {
  const fromEnvironment = bootstrapAdmin(process.env);
  if (fromEnvironment !== undefined) return fromEnvironment;
  const stored = await readCredentials(state.credentials);
  const candidates = [stored?.admin, bootstrapAdmin(await composeVariables())];
  for (const candidate of candidates)
    if (candidate !== undefined && (await isAccepted(gatewayUrl, candidate, say))) return candidate;
  throw new LaunchError(
    `No known admin can sign in at ${gatewayUrl}: tried the credentials of ${state.credentials} and .env.`,
    'Set BOOTSTRAP_ADMIN_EMAIL and BOOTSTRAP_ADMIN_PASSWORD to the first admin of that mesh.',
  );
};
