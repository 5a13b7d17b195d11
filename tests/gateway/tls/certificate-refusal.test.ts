import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type CertificateMaterial,
  createAuthority,
  openAuthority,
} from '@ai-teacher/local-mesh/certificates/certificate-authority.ts';
import { issueIdentity, renewCertificates } from '@ai-teacher/local-mesh/certificates/certificates.ts';
import type { IdentityName } from '@ai-teacher/local-mesh/plan/identities.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { createOperationsServer } from '@ai-teacher/service-kit/server/operations-server.ts';
import { readIdentity, type TlsIdentity } from '@ai-teacher/test-kit/identity/certificates.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Koa from 'koa';
import { ask } from '../support/ask.ts';
import { type StandInMesh, startStandInMesh } from '../support/stand-in-mesh.ts';

let folder: string;
let standIn: StandInMesh;
let service: Server;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-refusals-'));
  await renewCertificates({ directory: folder, authorityDirectory: authority() }, new Date());
  const identity = (name: IdentityName): TlsIdentity => readIdentity(path.join(folder, name));
  standIn = await startStandInMesh({
    certificates: { folder: (name) => path.join(folder, name), identity, foreign: identity },
  });
  // The server of every service, with an app that would answer any caller.
  const app = new Koa().use((ctx) => {
    ctx.body = 'reached';
  });
  const tls = { current: () => identity('user'), onChange: () => undefined };
  service = createOperationsServer({ app, tls, stopSignal: new AbortController().signal }).server;
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
});
afterAll(async () => {
  service.close();
  service.closeAllConnections();
  await standIn.stop();
  await rm(folder, { recursive: true, force: true });
});

const authority = (): string => path.join(folder, '.authority');
const trusted = (): string => standIn.certificates.identity('gateway').ca;
const hours = (count: number): Date => new Date(Date.now() + count * 3_600_000);
/** The certificate of a peer, and the authority that this side trusts. */
const shown = ({ certificate, privateKey }: CertificateMaterial): TlsIdentity => ({
  cert: certificate,
  key: privateKey,
  ca: trusted(),
});

const ours = async (name: IdentityName, validFrom: Date): Promise<TlsIdentity> =>
  shown(
    await issueIdentity(await openAuthority(authority(), new Date()), name, { now: validFrom, lifeHours: 1 }),
  );
const unacceptable: [string, (name: IdentityName) => Promise<TlsIdentity>][] = [
  ['expired', (name) => ours(name, hours(-2))],
  ['not valid yet', (name) => ours(name, hours(2))],
  [
    'of a foreign authority',
    async (name) => shown(await issueIdentity(await createAuthority(new Date()), name, { now: new Date() })),
  ],
];
const refusal = /expired|not yet valid|unknown ca|bad certificate|ECONNRESET|EPIPE|hang up|alert/i;

describe.each(unacceptable)('a certificate that is %s', (_what, make) => {
  it('opens no connection to the mesh listener', async () => {
    const as = await make('chat');
    await expect(ask(standIn.meshPort, { path: '/search', body: '{}', as })).rejects.toThrow(refusal);
  });

  it('opens no connection to a service', async () => {
    const { port } = service.address() as AddressInfo;
    await expect(ask(port, { path: '/', as: await make('gateway') })).rejects.toThrow(refusal);
  });

  it('presented by a service, makes the gateway send it no request', async () => {
    const { server } = standIn.services.user;
    const me = () => standIn.edge({ path: '/api/users/me', token: standIn.tokenFor(randomUUID()) });
    const show = (identity: TlsIdentity): void => {
      server.setSecureContext(identity);
      server.closeAllConnections();
    };
    show(await make('user'));
    try {
      standIn.takeRecorded();
      const reply = await me();
      expect({ status: reply.status, code: reply.problem().code }).toEqual({
        status: 503,
        code: 'upstream-unavailable',
      });
      expect(standIn.takeRecorded()).toEqual([]);
    } finally {
      show(standIn.certificates.identity('user'));
    }
    await waitUntil(async () => (await me()).status === 200, {
      what: 'an answer with the right certificate',
      timeoutSeconds: 40,
      everyMilliseconds: 250,
    });
  }, 60_000);
});

it('the gateway sends no request to a service that presents another service’s certificate', async () => {
  const { server } = standIn.services.exam;
  server.setSecureContext(standIn.certificates.identity('chat'));
  server.closeAllConnections();
  standIn.takeRecorded();
  const reply = await standIn.edge({ path: '/api/exams', token: standIn.tokenFor(randomUUID()) });
  expect(reply.problem().code).toBe('upstream-unavailable');
  expect(standIn.takeRecorded()).toEqual([]);
});

it('valid certificates open all of these connections', async () => {
  const { port } = service.address() as AddressInfo;
  expect((await ask(port, { path: '/', as: standIn.certificates.identity('gateway') })).text).toBe('reached');
  const search = { path: '/search', body: '{}', token: standIn.tokenFor(randomUUID()) };
  expect((await standIn.mesh('chat', 'rag', search)).status).toBe(200);
});
