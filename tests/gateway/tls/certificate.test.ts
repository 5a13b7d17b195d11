import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { openAuthority } from '@ai-teacher/local-mesh/certificates/certificate-authority.ts';
import {
  installCertificate,
  issueIdentity,
  renewCertificates,
} from '@ai-teacher/local-mesh/certificates/certificates.ts';
import { type IdentityName, identityNames } from '@ai-teacher/local-mesh/plan/identities.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { certificatesIn } from '@ai-teacher/test-kit/identity/certificates.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type StandInMesh, startStandInMesh } from '../support/stand-in-mesh.ts';

let folder: string;
let standIn: StandInMesh;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-certificates-'));
  await renewCertificates({ directory: folder, authorityDirectory: authority() }, new Date());
  standIn = await startStandInMesh({ certificates: certificatesIn(folder) });
});
afterAll(async () => {
  await standIn.stop();
  await rm(folder, { recursive: true, force: true });
});

const authority = (): string => path.join(folder, '.authority');

const renew = async (name: IdentityName): Promise<void> => {
  const now = new Date();
  const material = await issueIdentity(await openAuthority(authority(), now), name, { now });
  await installCertificate(path.join(folder, name), material);
};

/** Serial number of the certificate that the mesh listener presents. */
const shownToCallers = async (): Promise<string> => {
  const place = { host: '127.0.0.1', port: standIn.meshPort, servername: 'localhost' };
  const socket = connect({ ...place, ...standIn.certificates.identity('chat') });
  await once(socket, 'secureConnect');
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
};

/**
 * Serial number of the certificate that the edge presents to a service, on a connection opened for this
 * request.
 */
const shownToServices = async (): Promise<string> => {
  let serial = '';
  standIn.services.user.behave((request, response) => {
    serial = (request.socket as TLSSocket).getPeerCertificate().serialNumber;
    response.writeHead(200, { connection: 'close' }).end();
  });
  const reply = await standIn.edge({ path: '/api/users/me', token: standIn.tokenFor(randomUUID()) });
  expect(reply.status).toBe(200);
  return serial;
};

describe('a renewed certificate comes into use without a restart and without a failed request', () => {
  it.each([
    ['mesh', shownToCallers],
    ['gateway', shownToServices],
  ] as const)('%s', async (name, shown) => {
    const before = await shown();
    await renew(name);
    const after = await waitUntil(
      async () => {
        const serial = await shown();
        return serial !== before && serial;
      },
      { what: `the renewed certificate of ${name}`, timeoutSeconds: 10 },
    );
    expect(after).not.toBe(before);
  });

  it('every identity can be renewed concurrently while requests continue', async () => {
    for (const name of identityNames) await renew(name);
    for (let asked = 0; asked < 20; asked += 1) await shownToServices();
  });
});
