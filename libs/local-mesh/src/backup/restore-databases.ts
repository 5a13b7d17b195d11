import { devNull } from 'node:os';
import type { StoringService } from '@ai-teacher/contracts/values.ts';
import { type Client, escapeIdentifier } from 'pg';
import {
  createServiceDatabases,
  databaseName,
  roleName,
  withClient,
} from '../parts/postgres/service-databases.ts';
import type { Report } from '../provision/binary-cache.ts';
import { LaunchError } from '../terminal/launch-error.ts';
import { backupOrder, dumpFile, type Manifest, readManifest } from './manifest.ts';
import { databaseUrlOf, type PostgresTool, postgresTool, type ServerUrl } from './postgres-tools.ts';

const jobsPerDatabase = '--jobs=2';

export type RestoreOptions = {
  readonly folder: string;
  /** The passwords of the services' roles, which the restore creates when they are missing. */
  readonly passwords: Readonly<Record<StoringService, string>>;
  readonly report: Report;
};

/**
 * Replaces all databases by those of a backup, after all of its files were read to their ends. Can run again
 * after an interruption. The services must be stopped, and Qdrant must be empty before they start: rag then
 * fills the index again.
 *
 * @returns the manifest of the backup and the seconds that the restore took.
 * @throws LaunchError when the backup is incomplete or damaged, when a service is connected, or when a
 *   restore fails.
 */
export const restoreDatabases = async (
  server: ServerUrl,
  { folder, passwords, report }: RestoreOptions,
): Promise<{ manifest: Manifest; seconds: number }> => {
  const manifest = await readManifest(folder);
  const tool = await postgresTool(report);
  const began = performance.now();
  await withClient(server, refuseWhileConnected);
  report('reading the backup');
  for (const service of backupOrder) await requireReadable(tool, folder, service);
  await withClient(server, async (client) => {
    await refuseWhileConnected(client);
    for (const service of backupOrder)
      await client.query(`drop database if exists ${escapeIdentifier(databaseName(service))}`);
  });
  await createServiceDatabases(server, passwords);
  for (const service of backupOrder) {
    report(`restoring ${service}`);
    const url = databaseUrlOf(server, databaseName(service));
    const owner = ['--no-owner', `--role=${roleName(service)}`, '--no-acl', '--no-comments'];
    const args = ['--exit-on-error', jobsPerDatabase, ...owner, dumpFile(folder, service)];
    await tool('pg_restore', { url, args, advice: incompleteAdvice });
    await withClient(url, (client) => client.query('analyze'));
  }
  return { manifest, seconds: (performance.now() - began) / 1_000 };
};

const incompleteAdvice =
  'The databases are incomplete: the earlier ones were removed. Do not start the services. Repair the cause, and restore again.';

/** A damaged file must not be noticed after the databases were dropped. */
const requireReadable = async (
  tool: PostgresTool,
  folder: string,
  service: StoringService,
): Promise<void> => {
  const advice = 'Nothing was changed. Choose another backup.';
  const args = [`--file=${devNull}`, dumpFile(folder, service)];
  await tool('pg_restore', { args, advice }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LaunchError(`The file of ${service} is damaged. ${reason}`, advice, { cause });
  });
};

const refuseWhileConnected = async (client: Client): Promise<void> => {
  const { rows } = await client.query<{ name: string }>(
    'select distinct datname as name from pg_stat_activity where datname = any($1)',
    [backupOrder.map(databaseName)],
  );
  if (rows.length === 0) return;
  const names = rows.map(({ name }) => name).join(', ');
  throw new LaunchError(`Connections to ${names} are open.`, 'Stop the services, then restore again.');
};
