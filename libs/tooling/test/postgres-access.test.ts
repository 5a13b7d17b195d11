import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect, type SecureVersion } from 'node:tls';
import {
  type CertificateAuthority,
  createAuthority,
} from '@ai-teacher/local-mesh/certificates/certificate-authority.ts';
import {
  type PostgresOptions,
  postgresBinaries,
  postgresPart,
  superuserUrl,
} from '@ai-teacher/local-mesh/parts/postgres/postgres.ts';
import {
  createServiceDatabases,
  serviceDatabaseUrl,
  withClient,
} from '@ai-teacher/local-mesh/parts/postgres/service-databases.ts';
import { dataOwner, unprivileged } from '@ai-teacher/local-mesh/parts/postgres/unprivileged-user.ts';
import { type PartRunner, partRunner } from '@ai-teacher/local-mesh/parts/run-parts.ts';
import { pickFreePorts } from '@ai-teacher/local-mesh/process/free-port.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { createDatabase } from '@ai-teacher/service-kit/database/database.ts';
import { createLifecycle } from '@ai-teacher/service-kit/lifecycle.ts';
import { createLogger } from '@ai-teacher/service-kit/logger.ts';
import { migrateDatabase, waitForMigrations } from '@ai-teacher/service-kit/migrations/migrate.ts';
import { accessFile, tlsArguments, withReload } from '@ai-teacher/tooling/deploy/postgres.ts';
import { podIn, renderOverlay } from '@ai-teacher/tooling/manifests/manifest.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const logger = createLogger({ service: 'access-test', level: 'silent' });
const password = randomBytes(16).toString('hex');

let folder = '';
let runner: PartRunner;
let hostPort = '';
let superuser: PostgresOptions;
let authority: CertificateAuthority;
let authorityFile = '';
let foreignFile = '';

const writeForServer = async (file: string, text: string): Promise<void> => {
  await writeFile(file, text, { mode: 0o600 });
  const owner = await dataOwner();
  if (owner) await chown(file, owner.uid, owner.gid);
};

/** Gives the server a certificate with a serial number of its own, as cert-manager does at each renewal. */
const certify = async (dataDirectory: string): Promise<void> => {
  const names = { commonName: 'postgres', uris: [], dnsNames: ['localhost'], ipAddresses: [] };
  const asked = { ...names, validFrom: new Date(), lifeHours: 24 };
  const { certificate, privateKey } = await authority.issue(asked);
  await writeForServer(path.join(dataDirectory, 'server.crt'), certificate);
  await writeForServer(path.join(dataDirectory, 'server.key'), privateKey);
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-access-'));
  runner = partRunner(folder);
  const [port = 0] = await pickFreePorts(1);
  // As in a cluster, a name that the certificate contains.
  hostPort = `localhost:${port}`;
  const dataDirectory = path.join(folder, 'postgres');
  const options = { port, dataDirectory, superuserPassword: randomBytes(16).toString('hex'), durable: false };
  superuser = options;
  await runner.start(postgresPart(options));
  await createServiceDatabases(superuserUrl(options), { auth: password, user: password });
  const now = new Date();
  authority = await createAuthority(now);
  authorityFile = path.join(folder, 'ca.crt');
  foreignFile = path.join(folder, 'foreign.crt');
  await writeFile(authorityFile, authority.certificate);
  await writeFile(foreignFile, (await createAuthority(now)).certificate);
  await certify(dataDirectory);
  await writeForServer(path.join(dataDirectory, 'pg_hba.conf'), accessFile());
  await withClient(superuserUrl(options), async (client) => {
    await client.query('alter system set ssl = on');
    const oldest = tlsArguments.find((argument) => argument.startsWith('-cssl_min_protocol_version='));
    await client.query(`alter system set ssl_min_protocol_version = '${oldest?.split('=')[1]}'`);
    await client.query('select pg_reload_conf()');
  });
}, 120_000);

afterAll(async () => {
  await runner.stopAll();
  await rm(folder, { recursive: true, force: true });
});

const urlOf = (service: 'auth' | 'user', parameters: string, database?: string): string =>
  `${serviceDatabaseUrl(service, { password, hostPort, ...(database ? { database } : {}) })}${parameters}`;

const verified = (file = authorityFile): string => `?sslmode=verify-full&sslrootcert=${file}`;

/** The answer of the database to a service, or the reason why it could not ask. */
const ask = async (url: string): Promise<unknown> => {
  const lifecycle = createLifecycle({ logger });
  try {
    const { orm } = createDatabase({ url, entities: [], lifecycle });
    const query = 'select ssl, version from pg_stat_ssl where pid = pg_backend_pid()';
    return await orm.em.fork().getConnection().execute(query);
  } catch (error) {
    return (error as Error).message;
  } finally {
    await lifecycle.close();
  }
};

describe('the access rules of PostgreSQL in Kubernetes, with the URL of a service', () => {
  it('let a service connect to its own database over TLS', async () => {
    expect(await ask(urlOf('auth', verified()))).toEqual([{ ssl: true, version: 'TLSv1.3' }]);
  });

  it('refuse a connection in clear text', async () => {
    expect(await ask(urlOf('auth', ''))).toContain('pg_hba.conf rejects connection');
  });

  it('refuse the database of another service', async () => {
    expect(await ask(urlOf('auth', verified(), 'user_db'))).toContain('pg_hba.conf rejects connection');
  });

  it('end in a failure of the service when another authority certified the server', async () => {
    expect(await ask(urlOf('auth', verified(foreignFile)))).toMatch(/self-signed|unable to|signature/);
  });
});

type Handshake = { readonly protocol: string; readonly serialNumber: string };

/** A connection with at most this version, or the reason why there is none. */
const handshake = async (maxVersion: SecureVersion): Promise<Handshake> => {
  const [host = '', port] = hostPort.split(':');
  const ca = await readFile(authorityFile);
  return new Promise((resolve) => {
    const given = { host, port: Number(port), ca, maxVersion, ALPNProtocols: ['postgresql'] };
    const socket = connect(given, () => {
      const { serialNumber } = socket.getPeerCertificate();
      resolve({ protocol: socket.getProtocol() ?? 'none', serialNumber });
      socket.destroy();
    });
    socket.on('error', ({ message }) => resolve({ protocol: message, serialNumber: '' }));
  });
};

describe('the certificate settings of PostgreSQL in Kubernetes', () => {
  it('accept TLS 1.3 and refuse TLS 1.2', async () => {
    expect(await handshake('TLSv1.3')).toMatchObject({ protocol: 'TLSv1.3' });
    expect((await handshake('TLSv1.2')).protocol).toContain('protocol version');
  });
});

/** The command of the pod beside the server of this test. It starts a program that takes no part. */
const runBesideServer = async (command: readonly string[]): Promise<() => void> => {
  const { dataDirectory } = superuser;
  const programs = path.join(folder, 'programs');
  await mkdir(programs);
  const entryPoint = path.join(programs, 'docker-entrypoint.sh');
  await writeFile(entryPoint, '#!/bin/sh\nexec "$@"\n');
  await chmod(entryPoint, 0o755);
  const { pg_ctl } = await postgresBinaries();
  const { prefix, user } = await unprivileged();
  const [file = '', ...args] = [...prefix, ...command];
  const PATH = `${programs}:${path.dirname(pg_ctl)}:${process.env.PATH}`;
  const running = spawn(file, args, {
    ...user,
    env: { PATH, PGDATA: dataDirectory },
    detached: true,
    stdio: 'ignore',
  });
  return () => process.kill(-Number(running.pid));
};

describe('the command of PostgreSQL in Kubernetes', () => {
  it('lets the server use a renewed certificate without a restart', async () => {
    const { serialNumber: before } = await handshake('TLSv1.3');
    await certify(superuser.dataDirectory);
    expect(await handshake('TLSv1.3')).toMatchObject({ serialNumber: before });
    const end = await runBesideServer(withReload(['sleep', '60'], 1));
    try {
      await waitUntil(async () => (await handshake('TLSv1.3')).serialNumber !== before, {
        what: 'the renewed certificate',
        timeoutSeconds: 20,
      });
    } finally {
      end();
    }
    expect(await ask(urlOf('auth', verified()))).toEqual([{ ssl: true, version: 'TLSv1.3' }]);
  }, 60_000);

  it('is the one of the overlay single-node, with the settings of compose and of the certificate', async () => {
    const [server] = (await renderOverlay('single-node')).filter(
      ({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === 'postgres',
    );
    const [{ args }] = podIn(server).spec.containers;
    const command = args.slice(args.indexOf('postgres'));
    expect(command).toEqual(expect.arrayContaining(tlsArguments));
    expect(args).toEqual(withReload(command));
  }, 60_000);
});

describe('the access rules of PostgreSQL in Kubernetes, for the superuser', () => {
  it.each(['postgres', 'auth_db', 'user_db'])('let a tunnel to the pod use %s', async (database) => {
    const { rows } = await withClient(superuserUrl(superuser, database), (client) =>
      client.query('select current_database() as name, ssl from pg_stat_ssl where pid = pg_backend_pid()'),
    );
    expect(rows).toEqual([{ name: database, ssl: false }]);
  });

  it('demand TLS from every other address', () => {
    const inClearText = accessFile()
      .split('\n')
      .filter((rule) => /^host(nossl)? /.test(rule) && !rule.endsWith(' reject'));
    expect(inClearText.length).toBeGreaterThan(6);
    expect(inClearText.filter((rule) => !/ postgres 127\.0\.0\.1\/32 scram-sha-256$/.test(rule))).toEqual([]);
  });
});

describe('the wait of a new version for its migrations', () => {
  it('is over when the database has the version of the code', async () => {
    const databaseUrl = urlOf('user', verified());
    await migrateDatabase({ name: 'user', databaseUrl, logger });
    await waitForMigrations({ name: 'user', databaseUrl, logger });
  }, 60_000);

  it('lasts until another process has migrated the database, over TLS', async () => {
    const databaseUrl = urlOf('auth', verified());
    let isOver = false;
    const waiting = waitForMigrations({ name: 'auth', databaseUrl, logger }).then(() => {
      isOver = true;
    });
    expect(isOver).toBe(false);
    await migrateDatabase({ name: 'auth', databaseUrl, logger });
    await waiting;
    expect(isOver).toBe(true);
  }, 60_000);
});
