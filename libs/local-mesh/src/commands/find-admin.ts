import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { createEdgeClient, EdgeProblem } from '@ai-teacher/edge-client/edge-client.ts';
import { type Credentials as Accounts, readCredentials } from '../mesh/accounts.ts';
import { repositoryRoot, type StateDirectory } from '../state/state-directory.ts';
import { LaunchError } from '../terminal/launch-error.ts';

type Credentials = Accounts['admin'];

type Variables = Readonly<Record<string, string | undefined>>;

const bootstrapAdmin = (variables: Variables): Credentials | undefined => {
  const { BOOTSTRAP_ADMIN_EMAIL: email, BOOTSTRAP_ADMIN_PASSWORD: password } = variables;
  return email && password ? { email, password } : undefined;
};

/** The variables of the containers, where there is a `.env`. */
const composeVariables = async (): Promise<Variables> =>
  parseEnv(await readFile(path.join(repositoryRoot, '.env'), 'utf8').catch(() => ''));

/** A refused password is an answer too; anything else that goes wrong is not. */
const isAccepted = async (gatewayUrl: string, { email, password }: Credentials): Promise<boolean> => {
  try {
    await createEdgeClient({ gatewayUrl }).call(signIn, { body: { email, password } });
    return true;
  } catch (fault) {
    if (fault instanceof EdgeProblem && fault.exchange.status === 401) return false;
    throw fault;
  }
};

/**
 * The first admin of the mesh behind a gateway: of the environment, else whichever of the native mesh's
 * credentials and the containers' `.env` it accepts.
 */
export const findAdmin = async (gatewayUrl: string, state: StateDirectory): Promise<Credentials> => {
  const told = bootstrapAdmin(process.env);
  if (told !== undefined) return told;
  const kept = await readCredentials(state.credentials);
  const candidates = [kept?.admin, bootstrapAdmin(await composeVariables())];
  for (const candidate of candidates)
    if (candidate !== undefined && (await isAccepted(gatewayUrl, candidate))) return candidate;
  throw new LaunchError(
    `No known admin can sign in at ${gatewayUrl}: tried the credentials of ${state.credentials} and .env.`,
    'Set BOOTSTRAP_ADMIN_EMAIL and BOOTSTRAP_ADMIN_PASSWORD to the first admin of that mesh.',
  );
};
