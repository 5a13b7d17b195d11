import { X509Certificate } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestCertificates, type TlsIdentity, testCertificates } from '../src/identity/certificates.ts';

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
  afterAll(() => void server.close());

  /** The server's reply to its client: the proven names, or nothing when the client was refused. */
  const visit = (client: Partial<TlsIdentity>) =>
    new Promise<string>((resolve) => {
      const { port } = server.address() as AddressInfo;
      const socket: TLSSocket = connect({ port, host: '127.0.0.1', servername: 'rag-service', ...client });
      let text = '';
      socket.setEncoding('utf8').on('data', (data) => {
        text += data;
      });
      // With TLS 1.3 the refusal arrives after the client's handshake: as an alert or as a plain end.
      socket.on('error', () => {}).once('close', () => resolve(text));
    });

  it('identify both ends of a connection', async () => {
    expect(await visit(certificates.identity('chat'))).toContain('URI:spiffe://ai-teacher/chat');
  });

  it('of a foreign authority open no connection, although they carry the same name', async () => {
    const { ca } = certificates.identity('chat');
    const forged = certificates.foreign('chat');
    expect(new X509Certificate(forged.cert).subjectAltName).toContain('URI:spiffe://ai-teacher/chat');
    expect(await visit({ ...forged, ca })).toBe('');
  });

  it('are required: a caller without one is refused', async () => {
    expect(await visit({ ca: certificates.identity('chat').ca })).toBe('');
  });
});
