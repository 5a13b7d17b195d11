import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type PostgresOptions,
  postgresPart,
  superuserUrl,
} from '@ai-teacher/local-mesh/parts/postgres/postgres.ts';
import { withClient } from '@ai-teacher/local-mesh/parts/postgres/service-databases.ts';
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

  it('carries several sessions of the superuser, whose snapshots other sessions may read', async () => {
    const url = superuserUrl({ ...postgres, port });
    const isOpen = () =>
      withClient(url, (client) => client.query('select 1')).then(
        () => true,
        () => false,
      );
    await waitUntil(isOpen, { what: 'the tunnel', timeoutSeconds: 30 });
    const rows = await withClient(url, async (holder) => {
      await holder.query('create table written (by text)');
      await holder.query('begin isolation level repeatable read read only');
      const { rows: exported } = await holder.query<{ id: string }>('select pg_export_snapshot() as id');
      return withClient(url, async (reader) => {
        await withClient(url, (writer) => writer.query("insert into written values ('a later writer')"));
        await reader.query('begin isolation level repeatable read');
        await reader.query(`set transaction snapshot '${exported[0]?.id}'`);
        return (await reader.query('select by from written')).rows;
      });
    });
    expect(rows).toEqual([]);
  });
});
