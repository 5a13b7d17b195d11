import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type StoringService, storingServices } from '@ai-teacher/contracts/values.ts';
import { dumpDatabases } from '@ai-teacher/local-mesh/backup/dump-databases.ts';
import { restoreDatabases } from '@ai-teacher/local-mesh/backup/restore-databases.ts';
import {
  type PostgresOptions,
  postgresPart,
  superuserUrl,
} from '@ai-teacher/local-mesh/parts/postgres/postgres.ts';
import {
  createServiceDatabases,
  serviceDatabaseUrl,
  withClient,
} from '@ai-teacher/local-mesh/parts/postgres/service-databases.ts';
import { type PartRunner, partRunner } from '@ai-teacher/local-mesh/parts/run-parts.ts';
import { pickFreePorts } from '@ai-teacher/local-mesh/process/free-port.ts';
import { startProcess } from '@ai-teacher/local-mesh/process/start-process.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { findBinary } from '@ai-teacher/local-mesh/provision/find-binary.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

type Container = Readonly<Record<string, unknown>> & {
  readonly image: string;
  readonly command: readonly string[];
  readonly networks: readonly string[];
  readonly ports: readonly string[];
};
type ComposeFile = {
  readonly services: Readonly<Record<string, Container>>;
  readonly networks: Readonly<Record<string, unknown>>;
};

const read = async (file: string): Promise<ComposeFile> =>
  parse(await readFile(path.join(repositoryRoot, file), 'utf8'), { merge: true, maxAliasCount: -1 });

let file: ComposeFile;
let system: ComposeFile & { readonly name: string };
let tunnel: Container;
beforeAll(async () => {
  file = await read('deploy/postgres-tunnel.yaml');
  system = (await read('docker-compose.yml')) as typeof system;
  tunnel = file.services['postgres-tunnel'] as Container;
});

describe('deploy/postgres-tunnel.yaml', () => {
  it('has one container, with the image and the restrictions of the gateway', () => {
    const { image, user, read_only, cap_drop, security_opt, logging } = system.services.gateway as Container;
    expect(Object.keys(file.services)).toEqual(['postgres-tunnel']);
    expect(tunnel).toMatchObject({ image, user, read_only, cap_drop, security_opt, logging });
    for (const bound of ['mem_limit', 'cpus', 'pids_limit']) expect(tunnel[bound]).toBeDefined();
  });

  it('reaches the network of PostgreSQL, lets no container out, and opens a port of loopback alone', () => {
    const [network = ''] = system.services.postgres?.networks ?? [];
    expect(tunnel.networks).toEqual(['postgres', 'inbound']);
    expect(file.networks).toEqual({
      postgres: { external: true, name: `${system.name}_${network}` },
      inbound: system.networks.edge,
    });
    expect(tunnel.ports).toEqual(['127.0.0.1:15432:5432']);
  });
});

describe('the Envoy of deploy/postgres-tunnel.yaml', () => {
  let folder = '';
  let runner: PartRunner;
  let postgres: PostgresOptions;
  let port = 0;
  let stop = async (): Promise<unknown> => undefined;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-tunnel-'));
    runner = partRunner(folder);
    const [sqlPort = 0, tunnelPort = 0] = await pickFreePorts(2);
    port = tunnelPort;
    postgres = {
      port: sqlPort,
      dataDirectory: path.join(folder, 'postgres'),
      superuserPassword: randomBytes(16).toString('hex'),
      durable: false,
    };
    await runner.start(postgresPart(postgres));
    // The command of the container, with the addresses of this machine.
    const [, ...args] = tunnel.command.map((argument) =>
      argument
        .replace('address: 0.0.0.0, port_value: 5432', `address: 127.0.0.1, port_value: ${tunnelPort}`)
        .replace('address: postgres, port_value: 5432', `address: 127.0.0.1, port_value: ${sqlPort}`),
    );
    const { file: command } = await findBinary('envoy');
    const envoy = await startProcess({
      ...{ name: 'tunnel', command, args, environment: {}, workingDirectory: folder },
      ...{ logFile: path.join(folder, 'tunnel.log'), stopSignal: 'SIGTERM' },
    });
    stop = () => envoy.stop(5);
  }, 120_000);

  afterAll(async () => {
    await stop();
    await runner.stopAll();
    await rm(folder, { recursive: true, force: true });
  });

  const passwords = Object.fromEntries(
    storingServices.map((service) => [service, randomBytes(16).toString('hex')]),
  ) as Record<StoringService, string>;
  const serverUrl = (): string => superuserUrl({ ...postgres, port });
  const databaseUrl = (service: StoringService): string =>
    serviceDatabaseUrl(service, { password: passwords[service], hostPort: `127.0.0.1:${port}` });
  /** The rows of a database, read through the tunnel as the role of its service. */
  const written = (service: StoringService): Promise<string[]> =>
    withClient(databaseUrl(service), async (client) =>
      (await client.query<{ text: string }>('select text from written')).rows.map(({ text }) => text),
    );
  /**
   * A restore refuses while a service is connected, and PostgreSQL ends a closed connection a little later.
   */
  const areClosed = (): Promise<boolean> =>
    withClient(serverUrl(), async (client) => {
      const others = "select 1 from pg_stat_activity where datname like '%_db'";
      return (await client.query(others)).rowCount === 0;
    });

  it('carries a backup of all databases while a service writes, and its restore', async () => {
    const isOpen = () =>
      withClient(serverUrl(), (client) => client.query('select 1')).then(
        () => true,
        () => false,
      );
    await waitUntil(isOpen, { what: 'the tunnel', timeoutSeconds: 30 });
    await createServiceDatabases(serverUrl(), passwords);
    for (const service of storingServices)
      await withClient(databaseUrl(service), async (client) => {
        await client.query('create table written (text text not null)');
        await client.query('insert into written values ($1)', [`by ${service}`]);
      });
    const backup = path.join(folder, 'backup');
    // A finished dump follows every snapshot, so this row is too late for the backup.
    let late: Promise<unknown> | undefined;
    const writeLate = (report: string) => {
      if (report.endsWith('is dumped'))
        late ??= withClient(databaseUrl('exam'), (client) =>
          client.query("insert into written values ('late')"),
        );
    };
    const { databases } = await dumpDatabases(serverUrl(), backup, writeLate);
    await late;
    expect(databases.map(({ service }) => service).sort()).toEqual([...storingServices].sort());
    expect(await written('exam')).toEqual(['by exam', 'late']);
    await waitUntil(areClosed, { what: 'the end of the connections', timeoutSeconds: 30 });
    await restoreDatabases(serverUrl(), { folder: backup, passwords, report: () => undefined });
    for (const service of storingServices) expect(await written(service)).toEqual([`by ${service}`]);
  }, 120_000);
});
