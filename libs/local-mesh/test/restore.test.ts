import { randomBytes } from 'node:crypto';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type StoringService, storingServices } from '@ai-teacher/contracts/values.ts';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { dumpDatabases } from '../src/backup/dump-databases.ts';
import { dumpFile } from '../src/backup/manifest.ts';
import { restoreDatabases } from '../src/backup/restore-databases.ts';
import { type PostgresOptions, postgresPart, superuserUrl } from '../src/parts/postgres/postgres.ts';
import {
  createServiceDatabases,
  serviceDatabaseUrl,
  withClient,
} from '../src/parts/postgres/service-databases.ts';
import { type PartRunner, partRunner } from '../src/parts/run-parts.ts';
import { pickFreePorts } from '../src/process/free-port.ts';
import { waitUntil } from '../src/process/wait-until.ts';

jest.setTimeout(120_000);

const passwords = Object.fromEntries(
  storingServices.map((service) => [service, randomBytes(16).toString('hex')]),
) as Record<StoringService, string>;
let folder: string;
let runner: PartRunner;
let server: string;
let port: number;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'restore-'));
  runner = partRunner(folder);
  [port = 0] = await pickFreePorts(1);
  const superuserPassword = randomBytes(16).toString('hex');
  const postgres: PostgresOptions = {
    port,
    dataDirectory: path.join(folder, 'postgres'),
    superuserPassword,
    durable: false,
  };
  await runner.start(postgresPart(postgres));
  server = superuserUrl(postgres);
  await createServiceDatabases(server, passwords);
});
afterAll(async () => {
  await runner.stopAll();
  await rm(folder, { recursive: true, force: true });
});

const inExam = (statement: string): Promise<Record<string, unknown>[]> => {
  const url = serviceDatabaseUrl('exam', { password: passwords.exam, hostPort: `127.0.0.1:${port}` });
  return withClient(url, async (client) => (await client.query(statement)).rows);
};

/** PostgreSQL ends a closed connection a little later, and a restore refuses open ones. */
const untilClosed = (): Promise<boolean> => {
  const others = "select 1 from pg_stat_activity where datname like '%_db'";
  const areClosed = () => withClient(server, async (client) => (await client.query(others)).rowCount === 0);
  return waitUntil(areClosed, { what: 'the end of the connections', timeoutSeconds: 30 });
};

/** Overwrites bytes in the middle of a file, whose length stays. */
const damage = async (file: string): Promise<void> => {
  const { size } = await stat(file);
  const handle = await open(file, 'r+');
  await handle.write(randomBytes(64), 0, 64, Math.floor(size / 2));
  await handle.close();
};

describe('restoreDatabases', () => {
  it('restoreDatabases refuses a backup with a damaged file, and leaves the databases as they are', async () => {
    await inExam('create table written as select md5(number::text) from generate_series(1, 20000) number');
    const backup = path.join(folder, 'damaged');
    await dumpDatabases(server, backup, () => undefined);
    await damage(dumpFile(backup, 'exam'));
    await inExam("insert into written values ('after the backup')");
    await untilClosed();
    await expect(
      restoreDatabases(server, { folder: backup, passwords, report: () => undefined }),
    ).rejects.toMatchObject({
      message: expect.stringMatching(/^The file of exam is damaged/),
      advice: expect.stringContaining('Nothing was changed'),
    });
    expect(await inExam('select count(*)::int as count from written')).toEqual([{ count: 20_001 }]);
  });

  it('restoreDatabases says that the databases are incomplete when it fails after it has begun', async () => {
    const backup = path.join(folder, 'foreign');
    // The role of a service may not create it.
    await withClient(server.replace(/postgres$/, 'exam_db'), async (client) => {
      await client.query('create function watch() returns event_trigger language plpgsql as $$ begin end $$');
      await client.query('create event trigger watcher on ddl_command_end execute function watch()');
    });
    await dumpDatabases(server, backup, () => undefined);
    await untilClosed();
    await expect(
      restoreDatabases(server, { folder: backup, passwords, report: () => undefined }),
    ).rejects.toMatchObject({
      message: expect.stringMatching(/event trigger/i),
      advice: expect.stringContaining('The databases are incomplete'),
    });
  });
});
