import { X509Certificate } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestCertificates, type TlsIdentity, testCertificates } from '../src/certificates.ts';

describe('the certificates of a test run', () => {
  let certificates: TestCertificates;
  let server: ReturnType<typeof createServer>;

  beforeAll(async () => {
    certificates = await testCertificates();
    const own = certificates.identity('rag');
    server = createServer(
      { ...own, minVersion: 'TLSv1.3', requestCert: true, rejectUnauthorized: true },
      (socket) => {
        socket.on('error', () => {});
        socket.end(socket.getPeerX509Certificate()?.subjectAltName ?? '');
      },
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => server.close());

  const visit = (client: Partial<TlsIdentity>) =>
    new Promise<string>((resolve, reject) => {
      const { port } = server.address() as AddressInfo;
      const socket: TLSSocket = connect({ port, host: '127.0.0.1', servername: 'rag-service', ...client });
      let text = '';
      socket.setEncoding('utf8').on('data', (data) => {
        text += data;
      });
      socket.once('error', reject).once('end', () => resolve(text));
    });

  it('tell each end of a connection who the other is', async () => {
    expect(await visit(certificates.identity('chat'))).toContain('URI:spiffe://ai-teacher/chat');
  });

  it('of a foreign authority open no connection, though they say the same name', async () => {
    const { ca } = certificates.identity('chat');
    const forged = certificates.foreign('chat');
    expect(new X509Certificate(forged.cert).subjectAltName).toContain('URI:spiffe://ai-teacher/chat');
    await expect(visit({ ...forged, ca })).rejects.toThrow();
  });

  it('are demanded: a caller without one is turned away', async () => {
    await expect(visit({ ca: certificates.identity('chat').ca })).rejects.toThrow();
  });
});
