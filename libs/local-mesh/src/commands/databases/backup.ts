/**
 * `npm run backup -- FOLDER`: dumps the databases of the running native mesh, or of the server of
 * POSTGRES_URL (as its superuser), while the services write.
 */
import path from 'node:path';
import { dumpDatabases } from '../../backup/dump-databases.ts';
import { superuserUrl } from '../../parts/postgres/postgres.ts';
import { portOf, readAddresses } from '../../state/addresses.ts';
import { openSecrets } from '../../state/secrets.ts';
import { stateDirectory } from '../../state/state-directory.ts';
import { LaunchError } from '../../terminal/launch-error.ts';
import { runCommand } from '../run-command.ts';

const serverOfMesh = async (): Promise<string> => {
  const state = stateDirectory(process.env.STATE_DIR);
  const addresses = await readAddresses(state.root);
  if (addresses === undefined)
    throw new LaunchError(`No mesh has run in ${state.root}.`, 'Set STATE_DIR or POSTGRES_URL.');
  const { POSTGRES_PASSWORD: superuserPassword } = await openSecrets(state.secrets, {});
  return superuserUrl({ port: portOf(addresses, 'postgres', 'sql'), superuserPassword, dataDirectory: '' });
};

const backup = async ([folder, ...others]: readonly string[]): Promise<void> => {
  if (folder === undefined || others.length > 0)
    throw new LaunchError('One folder is needed.', 'Usage: npm run backup -- FOLDER');
  const server = process.env.POSTGRES_URL || (await serverOfMesh());
  const { databases, seconds } = await dumpDatabases(server, path.resolve(folder), (text) =>
    console.log(text),
  );
  const bytes = databases.reduce((sum, { databaseBytes }) => sum + databaseBytes, 0);
  console.log(`${(bytes / 1e6).toFixed(0)} MB of databases are in ${folder} after ${seconds.toFixed(1)} s.`);
  process.exit(0);
};

await runCommand(() => backup(process.argv.slice(2)));
