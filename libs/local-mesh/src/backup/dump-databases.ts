import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import type { StoringService } from '@ai-teacher/contracts/values.ts';
import { Client } from 'pg';
import { databaseName } from '../parts/postgres/service-databases.ts';
import type { Report } from '../provision/binary-cache.ts';
import { LaunchError } from '../terminal/launch-error.ts';
import { backupOrder, dumpFile, type Manifest, manifestFile } from './manifest.ts';
import { databaseUrlOf, postgresTool, type ServerUrl } from './postgres-tools.ts';

type Snapshot = {
  readonly service: StoringService;
  readonly client: Client;
  readonly id: string;
  readonly databaseBytes: number;
};

/**
 * Dumps all databases into a new folder while the services write. The snapshots of all databases are taken
 * within milliseconds, publishers of events first (`backupOrder`), and held until the dumps end. The folder
 * appears when it is complete.
 *
 * @returns the manifest, which the folder also contains.
 * @throws LaunchError when the folder exists or a dump fails.
 */
export const dumpDatabases = async (server: ServerUrl, folder: string, report: Report): Promise<Manifest> => {
  if (await exists(folder)) throw new LaunchError(`${folder} exists.`, 'Choose a new folder.');
  const tool = await postgresTool(report);
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  const began = performance.now();
  const { snapshots, takenAt, snapshotMilliseconds } = await takeSnapshots(server);
  try {
    const dump = async ({ service, id }: Snapshot) => {
      const args = ['--format=custom', `--snapshot=${id}`, `--file=${dumpFile(unfinished, service)}`];
      const url = databaseUrlOf(server, databaseName(service));
      await tool('pg_dump', { url, args, advice: 'Nothing that existed before was changed.' });
      report(`${service} is dumped`);
    };
    await Promise.all(snapshots.map(dump));
  } finally {
    await Promise.all(snapshots.map(({ client }) => client.end()));
  }
  const databases = await Promise.all(
    snapshots.map(async ({ service, databaseBytes }) => {
      const { size: fileBytes } = await stat(dumpFile(unfinished, service));
      return { service, databaseBytes, fileBytes };
    }),
  );
  const seconds = (performance.now() - began) / 1_000;
  const manifest: Manifest = { format: 1, takenAt, snapshotMilliseconds, seconds, databases };
  await writeFile(manifestFile(unfinished), `${JSON.stringify(manifest, undefined, 2)}\n`, { mode: 0o600 });
  await rename(unfinished, folder);
  return manifest;
};

/** Every connection is open before the first snapshot, so the snapshots are milliseconds apart. */
const takeSnapshots = async (
  server: ServerUrl,
): Promise<Pick<Manifest, 'takenAt' | 'snapshotMilliseconds'> & { snapshots: Snapshot[] }> => {
  const opened: { service: StoringService; client: Client }[] = [];
  try {
    for (const service of backupOrder) {
      const client = new Client({ connectionString: databaseUrlOf(server, databaseName(service)) });
      client.on('error', () => undefined);
      await client.connect();
      opened.push({ service, client });
    }
    const snapshots: Snapshot[] = [];
    const takenAt = new Date().toISOString();
    const began = performance.now();
    for (const { service, client } of opened) {
      await client.query('begin isolation level repeatable read read only');
      const { rows } = await client.query<{ id: string; bytes: string }>(
        'select pg_export_snapshot() as id, pg_database_size(current_database()) as bytes',
      );
      const [row] = rows;
      if (row === undefined) throw new Error(`no snapshot of ${service}`);
      snapshots.push({ service, client, id: row.id, databaseBytes: Number(row.bytes) });
    }
    return { snapshots, takenAt, snapshotMilliseconds: performance.now() - began };
  } catch (fault) {
    await Promise.all(opened.map(({ client }) => client.end().catch(() => undefined)));
    throw fault;
  }
};

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );
