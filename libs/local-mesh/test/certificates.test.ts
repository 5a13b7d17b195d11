import { spawn } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createAuthority, openAuthority } from '../src/certificates/certificate-authority.ts';
import {
  type CertificateStore,
  installCertificate,
  issueIdentity,
  issuePublic,
  renewCertificates,
  renewCertificatesOnTimer,
} from '../src/certificates/certificates.ts';
import { certificateNames } from '../src/plan/identities.ts';
import { waitUntil } from '../src/process/wait-until.ts';

const hours = (count: number) => count * 3_600_000;
const now = new Date('2026-03-01T12:00:00Z');
const later = (count: number) => new Date(now.getTime() + hours(count));

const foreignCertificate = async () => issuePublic(await createAuthority(now, 'School authority'), { now });

describe('certificates of the mesh', () => {
  let folder: string;
  let store: CertificateStore;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'certificates-'));
    store = {
      directory: path.join(folder, 'certificates'),
      authorityDirectory: path.join(folder, 'authority'),
    };
  });
  afterEach(() => rm(folder, { recursive: true }));

  const file = (identity: string, name: string) => path.join(store.directory, identity, name);
  const leaf = async (identity: string) => new X509Certificate(await readFile(file(identity, 'tls.crt')));

  it('renewCertificates names each identity by SPIFFE id and host name, for both ends of TLS, for a day', async () => {
    expect(await renewCertificates(store, now)).toEqual([...certificateNames]);
    const rag = await leaf('rag');
    expect(rag.subjectAltName).toBe(
      'URI:spiffe://ai-teacher/rag, DNS:rag-service, DNS:localhost, IP Address:127.0.0.1',
    );
    expect(rag.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
    expect(rag.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
    expect(rag.validToDate).toEqual(later(24));
    expect(rag.ca).toBe(false);
  });

  it('renewCertificates signs each certificate with the authority whose certificate lies beside it', async () => {
    await renewCertificates(store, now);
    const [gateway, authority] = [
      await leaf('gateway'),
      new X509Certificate(await readFile(file('gateway', 'ca.crt'))),
    ];
    expect(gateway.checkIssued(authority)).toBe(true);
    expect(gateway.verify(authority.publicKey)).toBe(true);
    expect(authority.ca).toBe(true);
  });

  it('renewCertificates makes a separate key per part and lets only the owner read keys', async () => {
    await renewCertificates(store, now);
    expect((await stat(file('chat', 'tls.key'))).mode & 0o777).toBe(0o600);
    expect((await stat(path.join(store.authorityDirectory, 'ca.key'))).mode & 0o777).toBe(0o600);
    expect(await readFile(file('chat', 'tls.key'), 'utf8')).not.toBe(
      await readFile(file('rag', 'tls.key'), 'utf8'),
    );
  });

  it('renewCertificates changes no certificate before its half-life, then renews all by the same authority', async () => {
    await renewCertificates(store, now);
    const first = await leaf('exam');
    expect(await renewCertificates(store, later(11))).toEqual([]);
    expect(await renewCertificates(store, later(13))).toEqual([...certificateNames]);
    const second = await leaf('exam');
    expect(second.validToDate).toEqual(later(13 + 24));
    expect(second.issuer).toBe(first.issuer);
    expect(second.verify(new X509Certificate(await readFile(file('exam', 'ca.crt'))).publicKey)).toBe(true);
  });

  it('renewCertificates replaces the authority and all certificates when the authority is about to expire', async () => {
    await renewCertificates(store, now);
    const before = await readFile(file('auth', 'ca.crt'), 'utf8');
    expect(await renewCertificates(store, later(24 * 340))).toEqual([...certificateNames]);
    expect(await readFile(file('auth', 'ca.crt'), 'utf8')).not.toBe(before);
  });

  it('renewCertificates issues a certificate again when its files are missing', async () => {
    await renewCertificates(store, now);
    await rm(path.join(store.directory, 'user'), { recursive: true });
    expect(await renewCertificates(store, now)).toEqual(['user']);
  });

  it('renewCertificates issues a certificate again when an earlier version gave it other names', async () => {
    await renewCertificates(store, now);
    const authority = await openAuthority(store.authorityDirectory, now);
    const asExam = await issueIdentity(authority, 'exam', { now });
    await installCertificate(path.join(store.directory, 'rag'), asExam);
    const asWorkload = await issueIdentity(authority, 'gateway', { now });
    await installCertificate(path.join(store.directory, 'edge'), asWorkload);
    expect(await renewCertificates(store, later(1))).toEqual(['rag', 'edge']);
    expect((await leaf('rag')).subjectAltName).toContain('URI:spiffe://ai-teacher/rag, DNS:rag-service');
    expect((await leaf('edge')).subjectAltName).not.toContain('spiffe');
  });

  it('renewCertificates names only this machine in the public certificate, as a server and without a workload', async () => {
    await renewCertificates(store, now);
    const edge = await leaf('edge');
    expect(edge.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1');
    expect(edge.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  });

  it.each([
    ['a certificate of another authority', 'tls.crt', async () => (await foreignCertificate()).certificate],
    ['a certificate that cannot be read', 'tls.crt', () => 'nonsense'],
    ['a key without its certificate', 'tls.key', async () => (await foreignCertificate()).privateKey],
  ])('renewCertificates never overwrites public files of the operator: %s', async (_, name, make) => {
    const text = await make();
    for (const folderState of ['new', 'full']) {
      if (folderState === 'full') await renewCertificates({ ...store, identities: ['edge'] }, now);
      await mkdir(path.join(store.directory, 'edge'), { recursive: true });
      await rm(file('edge', name), { force: true });
      await writeFile(file('edge', name), text);
      expect(await renewCertificates(store, later(24 * 340), { all: true })).not.toContain('edge');
      expect(await readFile(file('edge', name), 'utf8')).toBe(text);
      await rm(store.directory, { recursive: true });
    }
  });

  it('renewCertificates always leaves a matching pair of key and certificate, and fs.watch reports the change', async () => {
    await renewCertificates(store, now);
    let seen = 0;
    const watcher = watch(path.join(store.directory, 'rag'), () => {
      seen += 1;
    });
    for (let round = 1; round <= 3; round += 1) {
      await renewCertificates(store, later(13 * round));
      const key = createPrivateKey(await readFile(file('rag', 'tls.key')));
      expect((await leaf('rag')).checkPrivateKey(key)).toBe(true);
    }
    await waitUntil(() => seen >= 3, { what: 'events of the renewals', timeoutSeconds: 5 });
    watcher.close();
  });

  it('renewCertificatesOnTimer renews a short-lived certificate until it is stopped', async () => {
    const shortLived = { ...store, lifeHours: 0.002, identities: ['chat'] as const };
    await renewCertificates(shortLived, new Date());
    const before = await leaf('chat');
    const renewal = renewCertificatesOnTimer(shortLived, () => {});
    await waitUntil(async () => (await leaf('chat')).serialNumber !== before.serialNumber, {
      what: 'a renewal',
      timeoutSeconds: 20,
    });
    renewal.stop();
  });

  it('the certificates container issues certificates and runs until SIGTERM, then exits with 0', async () => {
    const child = spawn(
      process.execPath,
      [path.join(import.meta.dirname, '..', 'src', 'commands', 'renew-certificates.ts')],
      {
        env: { CERTIFICATES_DIR: store.directory, AUTHORITY_DIR: store.authorityDirectory },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const ended = once(child, 'exit');
    await once(child.stdout, 'data');
    expect((await leaf('notification')).subjectAltName).toContain('spiffe://ai-teacher/notification');
    expect(child.exitCode).toBeNull();
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });
});
