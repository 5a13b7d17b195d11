/**
 * `npm run restore -- FOLDER`: replaces the databases of the stopped native mesh by those of a backup and
 * empties its Qdrant, so that the next start fills the index again. With POSTGRES_URL (as the superuser)
 * and the variables <NAME>_DATABASE_PASSWORD it restores into a server of your own and leaves Qdrant to
 * you.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { type StoringService, storingServices } from '@ai-teacher/contracts/values.ts';
import { restoreDatabases } from '../../backup/restore-databases.ts';
import { startMesh } from '../../mesh/mesh.ts';
import { superuserUrl } from '../../parts/postgres/postgres.ts';
import { databasePassword } from '../../plan/part-plan.ts';
import { stopOnSignals } from '../../process/stop-on-signals.ts';
import { portOf } from '../../state/addresses.ts';
import { openSecrets } from '../../state/secrets.ts';
import { LaunchError } from '../../terminal/launch-error.ts';
import { plainProgress } from '../../terminal/progress.ts';
import { runCommand } from '../run-command.ts';

const print = (line: string): void => console.log(line);

const passwordsOf = (values: Readonly<Record<string, string | undefined>>) => {
  const missing = storingServices.map(databasePassword).filter((name) => !values[name]);
  if (missing.length > 0)
    throw new LaunchError(`Not set: ${missing.join(', ')}.`, 'Set them as for compose.');
  return Object.fromEntries(
    storingServices.map((service) => [service, values[databasePassword(service)]]),
  ) as Record<StoringService, string>;
};

const restoreServer = (server: string, folder: string) =>
  restoreDatabases(server, { folder, passwords: passwordsOf(process.env), report: print });

/** Starts only PostgreSQL, so that no service is connected. */
const restoreMesh = async (folder: string) => {
  const signals = stopOnSignals(print);
  const only = ['postgres'] as const;
  const options = { state: process.env.STATE_DIR, environment: {}, only, progress: plainProgress(print) };
  const mesh = await startMesh(options, signals.register);
  try {
    const secrets = await openSecrets(mesh.state.secrets, {});
    const port = portOf(mesh.addresses, 'postgres', 'sql');
    const server = superuserUrl({ port, superuserPassword: secrets.POSTGRES_PASSWORD, dataDirectory: '' });
    const outcome = await restoreDatabases(server, {
      folder,
      passwords: passwordsOf(secrets),
      report: print,
    });
    await rm(mesh.state.data('qdrant'), { recursive: true, force: true });
    return outcome;
  } finally {
    await mesh.stop();
  }
};

const restore = async ([given, ...others]: readonly string[]): Promise<void> => {
  if (given === undefined || others.length > 0)
    throw new LaunchError('One folder is needed.', 'Usage: npm run restore -- FOLDER');
  const folder = path.resolve(given);
  const { POSTGRES_URL: server } = process.env;
  const { manifest, seconds } = server ? await restoreServer(server, folder) : await restoreMesh(folder);
  print(`The state of ${manifest.takenAt} is restored after ${seconds.toFixed(1)} s.`);
  process.exit(0);
};

await runCommand(() => restore(process.argv.slice(2)));
