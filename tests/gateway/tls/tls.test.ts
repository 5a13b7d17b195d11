import { Buffer } from 'node:buffer';
import { randomUUID, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Duplex, PassThrough } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { createAuthority, openAuthority } from '@ai-teacher/local-mesh/certificates/certificate-authority.ts';
import {
  installCertificate,
  issuePublic,
  renewCertificates,
} from '@ai-teacher/local-mesh/certificates/certificates.ts';
import { identityNames } from '@ai-teacher/local-mesh/plan/identities.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { certificatesIn } from '@ai-teacher/test-kit/identity/certificates.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask } from '../support/ask.ts';
import { type StandInMesh, startStandInMesh } from '../support/stand-in-mesh.ts';
import { askHttp2, askSecurely, handshake, type World } from '../support/tls-client.ts';

let folder: string;
let standIn: StandInMesh;
let world: World;
/** The same, with the operator's certificate. */
let operators: World;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-tls-'));
  await renewCertificates({ directory: folder, authorityDirectory: authority() }, new Date());
  standIn = await startStandInMesh({
    certificates: certificatesIn(folder),
    twin: { requireTls: 'true' },
  });
  world = { port: standIn.edgePort, ca: standIn.certificates.identity('edge').ca };
});
afterAll(async () => {
  await standIn.stop();
  await rm(folder, { recursive: true, force: true });
});

const authority = (): string => path.join(folder, '.authority');
const edgeFolder = (): string => path.join(folder, 'edge');
const token = (): string => standIn.tokenFor(randomUUID());
const me = (): { path: string; token: string } => ({ path: '/api/users/me', token: token() });

/** Installs a new certificate of the local authority, as the renewal does; returns its serial number. */
const renew = async (): Promise<string> => {
  const now = new Date();
  const material = await issuePublic(await openAuthority(authority(), now), { now });
  await installCertificate(edgeFolder(), material);
  return new X509Certificate(material.certificate).serialNumber;
};

const becomes = (serial: string, from: World = world) =>
  waitUntil(async () => (await shown(from)) === serial, { what: 'the new certificate', timeoutSeconds: 10 });

const shown = async (from: World): Promise<string> => {
  const socket = await handshake(from);
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
};

describe('TLS for clients, on the same port as clear text', () => {
  it.each(['TLSv1', 'TLSv1.1'] as const)('%s is refused', async (version) => {
    const old = { minVersion: version, maxVersion: version, ciphers: 'ALL:@SECLEVEL=0' } as const;
    await expect(handshake(world, old)).rejects.toThrow('alert protocol version');
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('%s is accepted', async (version) => {
    const socket = await handshake(world, { minVersion: version, maxVersion: version });
    expect(socket.getProtocol()).toBe(version);
    socket.destroy();
  });

  it.each(['AES128-SHA', 'ECDHE-ECDSA-AES128-SHA', 'ECDHE-ECDSA-AES256-SHA384', 'PSK-AES128-GCM-SHA256'])(
    '%s, which lacks forward secrecy or authenticated encryption, is refused',
    async (ciphers) => {
      const weak = { maxVersion: 'TLSv1.2', ciphers: `${ciphers}:@SECLEVEL=0` } as const;
      await expect(handshake(world, weak)).rejects.toThrow(/handshake failure|no ciphers available/);
    },
  );

  it.each([
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-ECDSA-CHACHA20-POLY1305',
  ])('%s is taken', async (ciphers) => {
    const socket = await handshake(world, { maxVersion: 'TLSv1.2', ciphers });
    expect(socket.getCipher().name).toBe(ciphers);
    socket.destroy();
  });

  it.each([
    ['X25519', true],
    ['P-256', true],
    ['P-521', false],
  ])('keys are agreed on over %s: %s', async (ecdhCurve, taken) => {
    const outcome = handshake(world, { ecdhCurve, minVersion: 'TLSv1.3' }).then(
      (socket) => socket.destroy() && true,
      () => false,
    );
    expect(await outcome).toBe(taken);
  });

  it.each([
    [['h2', 'http/1.1'], 'h2'],
    [['http/1.1'], 'http/1.1'],
    [undefined, false],
  ])('of the protocols %j it chooses %s', async (ALPNProtocols, chosen) => {
    const socket = await handshake(world, ALPNProtocols === undefined ? {} : { ALPNProtocols });
    expect(socket.alpnProtocol).toBe(chosen);
    socket.destroy();
  });

  it('the edge certificate names this machine, and the mesh accepts it from no caller', async () => {
    const socket = await handshake(world);
    const { subjectaltname, ext_key_usage } = socket.getPeerCertificate();
    socket.destroy();
    expect(subjectaltname).toBe('DNS:localhost, IP Address:127.0.0.1');
    expect(ext_key_usage).toEqual(['1.3.6.1.5.5.7.3.1']);
    const as = standIn.certificates.identity('edge');
    await expect(ask(standIn.meshPort, { as, path: '/search' })).rejects.toThrow();
    const direct = ask(standIn.services.user.port, { as, path: '/users/me' });
    await expect(direct).rejects.toThrow();
  });
});

const forged = {
  'x-user-id': randomUUID(),
  'x-user-role': 'admin',
  'x-user-institution': randomUUID(),
  'x-forwarded-for': '10.0.0.1',
  'x-forwarded-client-cert': 'URI=spiffe://ai-teacher/chat',
  'x-deadline-ms': '999999',
};

describe.each([
  ['HTTP/1.1', askSecurely],
  ['HTTP/2', askHttp2],
] as const)('%s over TLS passes the same filters', (_, askOver) => {
  it('the service receives the user of the token, whatever headers the client sends', async () => {
    const userId = randomUUID();
    standIn.takeRecorded();
    const reply = await askOver(world, {
      path: '/api/users/me',
      token: standIn.tokenFor(userId),
      headers: forged,
    });
    expect(reply.status).toBe(200);
    expect(reply.headers['x-ratelimit-remaining']).toBe('99');
    const [seen] = standIn.takeRecorded();
    expect(seen?.headers).toMatchObject({
      'x-user-id': userId,
      'x-user-role': 'student',
      'x-forwarded-for': '127.0.0.1',
    });
    for (const name of ['x-user-institution', 'x-forwarded-client-cert', 'x-deadline-ms'])
      expect(seen?.headers).not.toHaveProperty(name);
  });

  it('the service receives no user on a public path', async () => {
    standIn.takeRecorded();
    await askOver(world, { path: '/api/auth/login', body: '{}', headers: forged });
    const [seen] = standIn.takeRecorded();
    const names = Object.keys(seen?.headers ?? {}).filter((name) => name.startsWith('x-user-'));
    expect(names).toEqual([]);
  });

  it.each([
    ['/api/users/me', 401, 'identity-missing'],
    ['/api/users%2fme', 400, 'malformed-request'],
  ])('%s without a token: %d %s, and no service is reached', async (path, status, code) => {
    standIn.takeRecorded();
    const reply = await askOver(world, { path, headers: forged });
    expect(reply.status).toBe(status);
    expect(reply.problem().code).toBe(code);
    expect(standIn.takeRecorded()).toEqual([]);
  });

  it('a header with an underscore is refused with 400 or the end of the stream', async () => {
    standIn.takeRecorded();
    const asked = askOver(world, { ...me(), headers: { x_user_id: randomUUID() } });
    expect(await asked.then(({ status }) => status, String)).toEqual(
      askOver === askHttp2 ? expect.stringContaining('Stream closed') : 400,
    );
    expect(standIn.takeRecorded()).toEqual([]);
  });

  it('every answer, also a refusal, has Strict-Transport-Security', async () => {
    for (const question of [me(), { path: '/api/users/me' }, { path: '/api/users%2fme' }]) {
      const { headers } = await askOver(world, question);
      expect(headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
    }
  });
});

describe('an unfinished TLS handshake', () => {
  it('is closed after its timeout', async () => {
    const socket = connect({ host: '127.0.0.1', port: standIn.edgePort });
    socket.write(await clientHello());
    const bytes: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => bytes.push(chunk));
    await once(socket, 'close');
    // A handshake record: the server has answered and waits for the client.
    expect(Buffer.concat(bytes)[0]).toBe(22);
  });
});

/** The first bytes that a TLS client sends. */
const clientHello = async (): Promise<Buffer> => {
  const wire = new PassThrough();
  const client = connectTls({ socket: silentEnd(wire), servername: 'localhost' });
  client.on('error', () => undefined);
  const [hello] = await once(wire, 'data');
  client.destroy();
  return hello;
};
/** A connection whose client never answers. */
const silentEnd = (heard: PassThrough): Duplex =>
  new Duplex({
    read: () => undefined,
    write: (chunk, _, done) => {
      heard.write(chunk);
      done();
    },
  });

describe('a connection in clear text', () => {
  it('never receives Strict-Transport-Security, whatever headers the client sends', async () => {
    for (const question of [me(), { path: '/api/users/me' }]) {
      const headers = { 'x-forwarded-proto': 'https' };
      const reply = await standIn.edge({ ...question, headers });
      expect(reply.headers['strict-transport-security']).toBeUndefined();
    }
  });

  it('is closed when the client stays silent', async () => {
    const socket = connect({ host: '127.0.0.1', port: standIn.edgePort });
    // Without the listener's limit of five seconds the connection stays open for an hour.
    await once(socket.resume(), 'close');
  });
});

describe('renewing the edge certificate while requests continue', () => {
  it('fails no request on open or new connections, and serves the new certificate', async () => {
    const agent = new Agent({ keepAlive: true });
    const failures: string[] = [];
    let asked = 0;
    let over = false;
    const lane = async (askOne: () => Promise<{ status: number }>) => {
      while (!over) {
        const outcome = await askOne().then(({ status }) => status, String);
        if (outcome !== 200) failures.push(String(outcome));
        asked += 1;
      }
    };
    const workers = [
      () => askSecurely(world, me(), agent),
      () => askSecurely(world, me(), agent),
      () => askSecurely(world, me()),
      () => askHttp2(world, me()),
    ].map(lane);
    for (let round = 0; round < 3; round += 1) await becomes(await renew());
    over = true;
    await Promise.all(workers);
    agent.destroy();
    expect(failures).toEqual([]);
    expect(asked).toBeGreaterThan(10);
  });

  it('accepts an operator’s own pair once both files are in place, never a mismatched pair', async () => {
    const now = new Date();
    const before = await shown(world);
    const { authority: ca, ...own } = await issuePublic(await createAuthority(now, 'School authority'), {
      now,
    });
    const move = async (name: string, text: string) => {
      await writeFile(path.join(edgeFolder(), `.${name}`), text);
      await rename(path.join(edgeFolder(), `.${name}`), path.join(edgeFolder(), name));
    };
    await move('tls.key', own.privateKey);
    await waitUntil(async () => (await refusals()) > 0, { what: 'a refusal', timeoutSeconds: 10 });
    expect(await shown(world)).toBe(before);
    await move('tls.crt', own.certificate);
    const { serialNumber } = new X509Certificate(own.certificate);
    operators = { ...world, ca };
    await becomes(serialNumber, operators);
    await renewCertificates({ directory: folder, authorityDirectory: authority() }, now, { all: true });
    expect(await readFile(path.join(edgeFolder(), 'tls.crt'), 'utf8')).toBe(own.certificate);
    expect(await readFile(path.join(edgeFolder(), 'tls.key'), 'utf8')).toBe(own.privateKey);
    expect((await askSecurely(operators, me())).status).toBe(200);
  });
});

/** The number of refused pairs of certificate and key. */
const refusals = async (): Promise<number> => {
  const filter = '/stats?filter=sds.edge.(update_rejected|key_rotation_failed)';
  const { text } = await ask(standIn.adminPort, { path: filter });
  return [...text.matchAll(/: (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
};

describe('with REQUIRE_TLS', () => {
  const demanding = (): number => standIn.twin?.edge ?? 0;
  const secure = (): World => ({ ...operators, port: demanding() });
  const login = { path: '/api/auth/login?next=1', body: '{}' };

  it.each([
    ['a read with a token', () => me()],
    ['a read without a token', () => ({ path: '/api/users/me' })],
    ['a public write', () => login],
    ['a path that does not exist', () => ({ path: '/api/nothing' })],
    ['a request whose client claims https', () => ({ ...me(), headers: { 'x-forwarded-proto': 'https' } })],
    ['a request whose client claims no scheme', () => ({ ...me(), headers: { 'x-forwarded-proto': '' } })],
    ['a request with a header of that name', () => ({ ...me(), headers: { 'require-tls': 'false' } })],
  ])('%s in clear text is refused with 403 tls-required, and no service is reached', async (_, question) => {
    standIn.takeRecorded();
    const reply = await ask(demanding(), question());
    expect(reply.status).toBe(403);
    expect(reply.problem()).toMatchObject({ code: 'tls-required', title: 'The request must use TLS' });
    expect(reply.headers['strict-transport-security']).toBeUndefined();
    expect(standIn.takeRecorded()).toEqual([]);
  });

  it.each([
    ['HTTP/1.1', askSecurely],
    ['HTTP/2', askHttp2],
  ] as const)('%s over TLS is served with Strict-Transport-Security', async (_, askOver) => {
    const reply = await askOver(secure(), me());
    expect(reply.status).toBe(200);
    expect(reply.headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
    expect((await askOver(secure(), { path: '/api/users/me' })).status).toBe(401);
  });

  it('the health checks of balancers and containers continue in clear text', async () => {
    const admin = standIn.twin?.admin ?? 0;
    expect((await ask(admin, { path: '/ready' })).status).toBe(200);
    const { text } = await ask(admin, { path: '/listeners?format=json' });
    const { listener_statuses: listeners } = JSON.parse(text) as {
      listener_statuses: { name: string; local_address: { socket_address: { port_value: number } } }[];
    };
    const stats = listeners.find(({ name }) => name === 'stats')?.local_address.socket_address.port_value;
    expect((await ask(stats ?? 0, { path: '/ready' })).status).toBe(200);
  });

  it('no clear text is refused without it', async () => {
    expect((await standIn.edge(me())).status).toBe(200);
  });
});

describe('a missing or malformed edge certificate', () => {
  it.each([
    ['missing', undefined],
    ['nonsense', 'nonsense'],
  ])('%s: clear text is served immediately, TLS after a valid certificate arrives', async (_, text) => {
    const directory = await mkdtemp(path.join(tmpdir(), 'ai-teacher-tls-'));
    const store = { directory, authorityDirectory: path.join(directory, '.authority') };
    await renewCertificates({ ...store, identities: identityNames }, new Date());
    await mkdir(path.join(directory, 'edge'));
    if (text !== undefined) await writeFile(path.join(directory, 'edge', 'tls.crt'), text);
    const certificates = certificatesIn(directory);
    const other = await startStandInMesh({ certificates, twin: { requireTls: 'yes' } });
    try {
      const question = { path: '/api/users/me', token: other.tokenFor(randomUUID()) };
      expect((await other.edge(question)).status).toBe(200);
      // A value that is not understood refuses, too.
      expect((await ask(other.twin?.edge ?? 0, question)).status).toBe(403);
      const { ca } = certificates.identity('gateway');
      const here = { port: other.edgePort, ca };
      await expect(handshake(here)).rejects.toThrow();
      await rm(path.join(directory, 'edge', 'tls.crt'), { force: true });
      await renewCertificates(store, new Date());
      const spoken = () =>
        askSecurely(here, question).then(
          ({ status }) => status === 200,
          () => false,
        );
      await waitUntil(spoken, { what: 'TLS', timeoutSeconds: 10 });
    } finally {
      await other.stop();
      await rm(directory, { recursive: true, force: true });
    }
  });
});
