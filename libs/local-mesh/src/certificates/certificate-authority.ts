// @peculiar/x509 depends on tsyringe, which requires this polyfill before any other import.
import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

const keyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256' };
const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' };
const dayMilliseconds = 24 * 3600 * 1000;
const authorityDays = 365;
/** An authority that expires sooner is replaced, because no leaf may outlive its authority. */
const authorityMinimumDays = 30;
/** Certificates are backdated because clocks of containers and hosts differ slightly. */
const backdateMilliseconds = 5 * 60 * 1000;

/** At most a tenth of the life, so that backdating hardly moves the half-life of short certificates. */
const backdate = (from: Date, lifeMilliseconds: number): Date => {
  return new Date(from.getTime() - Math.min(backdateMilliseconds, lifeMilliseconds / 10));
};

export type CertificateMaterial = {
  /** PEM texts. */
  certificate: string;
  privateKey: string;
  authority: string;
};

export type LeafRequest = {
  commonName: string;
  uris: string[];
  dnsNames: string[];
  ipAddresses: string[];
  validFrom: Date;
  lifeHours: number;
  /** Usable for a server only, not for a client. */
  serverOnly?: true;
};

export type CertificateAuthority = {
  /** PEM of the authority's own certificate, which all parts trust. */
  certificate: string;
  /** Makes a P-256 key and its certificate, for both ends of a TLS connection unless `serverOnly` is set. */
  issue(request: LeafRequest): Promise<CertificateMaterial>;
};

/** Makes a new authority. Its private key stays in memory unless `openAuthority` stores it. */
export const createAuthority = async (
  now: Date,
  name = 'AI-Teacher local authority',
): Promise<CertificateAuthority & { privateKey: string }> => {
  const keys = await webcrypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
  const root = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: `CN=${name}`,
    notBefore: backdate(now, authorityDays * dayMilliseconds),
    notAfter: new Date(now.getTime() + authorityDays * dayMilliseconds),
    keys,
    signingAlgorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { ...authorityOf(root, keys.privateKey), privateKey: await exportKey(keys.privateKey) };
};

/**
 * Opens the authority in `directory` (`ca.crt`, `ca.key`). Makes a new one when none exists or expiry is
 * near.
 */
export const openAuthority = async (directory: string, now: Date): Promise<CertificateAuthority> => {
  const stored = await readAuthority(directory, now);
  if (stored) return stored;
  const made = await createAuthority(now);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  // The certificate is written last and completes the pair, so an interrupted write leaves no usable
  // authority.
  await replaceFile(path.join(directory, 'ca.key'), made.privateKey);
  await replaceFile(path.join(directory, 'ca.crt'), made.certificate);
  return made;
};

const readAuthority = async (directory: string, now: Date): Promise<CertificateAuthority | undefined> => {
  try {
    const root = new X509Certificate(await readFile(path.join(directory, 'ca.crt'), 'utf8'));
    const [pkcs8] = PemConverter.decode(await readFile(path.join(directory, 'ca.key'), 'utf8'));
    if (!pkcs8 || root.notAfter.getTime() - now.getTime() < authorityMinimumDays * dayMilliseconds)
      return undefined;
    return authorityOf(root, await webcrypto.subtle.importKey('pkcs8', pkcs8, keyAlgorithm, false, ['sign']));
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fault;
  }
};

const authorityOf = (root: X509Certificate, signingKey: webcrypto.CryptoKey): CertificateAuthority => {
  const authority = `${root.toString('pem')}\n`;
  return {
    certificate: authority,
    issue: async (request) => {
      const lifeMilliseconds = request.lifeHours * 3600 * 1000;
      const keys = await webcrypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
      const leaf = await X509CertificateGenerator.create({
        serialNumber: serialNumber(),
        subject: `CN=${request.commonName}`,
        issuer: root.subject,
        notBefore: backdate(request.validFrom, lifeMilliseconds),
        notAfter: new Date(request.validFrom.getTime() + lifeMilliseconds),
        publicKey: keys.publicKey,
        signingKey,
        signingAlgorithm,
        extensions: await leafExtensions(root, keys.publicKey, request),
      });
      return {
        certificate: `${leaf.toString('pem')}\n`,
        privateKey: await exportKey(keys.privateKey),
        authority,
      };
    },
  };
};

const leafExtensions = async (
  root: X509Certificate,
  publicKey: webcrypto.CryptoKey,
  request: LeafRequest,
) => {
  return [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension([
      ExtendedKeyUsage.serverAuth,
      ...(request.serverOnly ? [] : [ExtendedKeyUsage.clientAuth]),
    ]),
    new SubjectAlternativeNameExtension([
      ...request.uris.map((value) => ({ type: 'url' as const, value })),
      ...request.dnsNames.map((value) => ({ type: 'dns' as const, value })),
      ...request.ipAddresses.map((value) => ({ type: 'ip' as const, value })),
    ]),
    await SubjectKeyIdentifierExtension.create(publicKey),
    await AuthorityKeyIdentifierExtension.create(root),
  ];
};

/** 127 random bits: positive in DER and not guessable (RFC 5280 allows up to 20 octets). */
const serialNumber = (): string => {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
};

const exportKey = async (key: webcrypto.CryptoKey): Promise<string> => {
  return `${PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
};

const replaceFile = async (file: string, text: string): Promise<void> => {
  await writeFile(`${file}.new`, text, { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
};
