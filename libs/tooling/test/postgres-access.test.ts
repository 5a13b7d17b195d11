import { randomBytes } from 'node:crypto';
import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect, type SecureVersion } from 'node:tls';
import { createAuthority } from '@ai-teacher/local-mesh/certificates/certificate-authority.ts';
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
import { dataOwner } from '@ai-teacher/local-mesh/parts/postgres/unprivileged-user.ts';
import { type PartRunner, partRunner } from '@ai-teacher/local-mesh/parts/run-parts.ts';
import { pickFreePorts } from '@ai-teacher/local-mesh/process/free-port.ts';
import { createDatabase } from '@ai-teacher/service-kit/database/database.ts';
import { createLifecycle } from '@ai-teacher/service-kit/lifecycle.ts';
import { createLogger } from '@ai-teacher/service-kit/logger.ts';
import { migrateDatabase, waitForMigrations } from '@ai-teacher/service-kit/migrations/migrate.ts';
import { accessFile, tlsArguments } from '@ai-teacher/tooling/deploy/postgres.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const logger = createLogger({ service: 'access-test', level: 'silent' });
const password = randomBytes(16).toString('hex');

let folder = '';
let runner: PartRunner;
let hostPort = '';
let superuser: PostgresOptions;
let authorityFile = '';
let foreignFile = '';

const writeForServer = async (file: string, text: string): Promise<void> => {
  await writeFile(file, text, { mode: 0o600 });
  const owner = await dataOwner();
  if (owner) await chown(file, owner.uid, owner.gid);
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
  const authority = await createAuthority(now);
  const names = { commonName: 'postgres', uris: [], dnsNames: ['localhost'], ipAddresses: [] };
  const { certificate, privateKey } = await authority.issue({ ...names, validFrom: now, lifeHours: 24 });
  authorityFile = path.join(folder, 'ca.crt');
  foreignFile = path.join(folder, 'foreign.crt');
  await writeFile(authorityFile, authority.certificate);
  await writeFile(foreignFile, (await createAuthority(now)).certificate);
  await writeForServer(path.join(dataDirectory, 'server.crt'), certificate);
  await writeForServer(path.join(dataDirectory, 'server.key'), privateKey);
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

/** The protocol of a connection with at most this version, or the reason why there is none. */
const handshake = async (maxVersion: SecureVersion): Promise<string> => {
  const [host = '', port] = hostPort.split(':');
  const ca = await readFile(authorityFile);
  return new Promise((resolve) => {
    const given = { host, port: Number(port), ca, maxVersion, ALPNProtocols: ['postgresql'] };
    const socket = connect(given, () => {
      resolve(socket.getProtocol() ?? 'none');
      socket.destroy();
    });
    socket.on('error', ({ message }) => resolve(message));
  });
};

describe('the certificate settings of PostgreSQL in Kubernetes', () => {
  it('accept TLS 1.3 and refuse TLS 1.2', async () => {
    expect(await handshake('TLSv1.3')).toBe('TLSv1.3');
    expect(await handshake('TLSv1.2')).toContain('protocol version');
  });
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
