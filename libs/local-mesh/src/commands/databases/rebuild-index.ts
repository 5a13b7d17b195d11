/** `npm run index:rebuild [-- --watch]`: fills the search index of the running native mesh again. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { serviceDatabaseUrl } from '../../parts/postgres/service-databases.ts';
import { databasePassword } from '../../plan/part-plan.ts';
import { portOf, readAddresses } from '../../state/addresses.ts';
import { openSecrets } from '../../state/secrets.ts';
import { repositoryRoot, stateDirectory } from '../../state/state-directory.ts';
import { LaunchError } from '../../terminal/launch-error.ts';
import { runCommand } from '../run-command.ts';

/**
 * Runs the command of rag with the database of the mesh in `STATE_DIR`. @throws LaunchError without a mesh.
 */
const rebuildIndex = async (args: readonly string[]): Promise<void> => {
  const state = stateDirectory(process.env.STATE_DIR);
  const addresses = await readAddresses(state.root);
  if (addresses === undefined)
    throw new LaunchError(`No mesh has run in ${state.root}.`, 'Start one with npm start, or set STATE_DIR.');
  const secrets = await openSecrets(state.secrets, {});
  const password = secrets[databasePassword('rag')];
  const hostPort = `127.0.0.1:${portOf(addresses, 'postgres', 'sql')}`;
  const program = path.join(repositoryRoot, 'services', 'rag', 'src', 'rebuild-index.ts');
  const child = spawn(process.execPath, [program, ...args], {
    stdio: 'inherit',
    env: { ...process.env, DATABASE_URL: serviceDatabaseUrl('rag', { password, hostPort }) },
  });
  const [code] = await once(child, 'exit');
  // An explicit exit: the IPC channel to the bootstrap script would keep this process alive.
  process.exit(code ?? 1);
};

await runCommand(() => rebuildIndex(process.argv.slice(2)));
