import { randomUUID, X509Certificate } from 'node:crypto';
import { mkdir, readdir, readFile, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { spiffeIdOf } from '@ai-teacher/service-kit/identity/peer.ts';
import { type CertificateName, certificateNames, hostNames, publicNames } from '../plan/identities.ts';
import {
  type CertificateAuthority,
  type CertificateMaterial,
  type LeafRequest,
  openAuthority,
} from './certificate-authority.ts';

export const leafLifeHours = 24;

export type CertificateStore = {
  /** One folder per certificate, each with `tls.crt`, `tls.key` and `ca.crt`. */
  directory: string;
  /** The folder of the authority's private key. No part receives this folder. */
  authorityDirectory: string;
  lifeHours?: number;
  identities?: readonly CertificateName[];
};

type Names = Pick<LeafRequest, 'uris' | 'dnsNames' | 'ipAddresses'>;

const namesOfIdentity = (name: string): Names => ({
  uris: [spiffeIdOf(name)],
  dnsNames: hostNames(name),
  ipAddresses: ['127.0.0.1'],
});

const publicNamesOfMachine: Names = { uris: [], dnsNames: ['localhost'], ipAddresses: ['127.0.0.1'] };

/** Issues a certificate that proves the identity `name` to clients and to servers. */
export const issueIdentity = async (
  authority: CertificateAuthority,
  name: string,
  { now, lifeHours = leafLifeHours }: { now: Date; lifeHours?: number },
): Promise<CertificateMaterial> => {
  return authority.issue({ commonName: name, ...namesOfIdentity(name), validFrom: now, lifeHours });
};

/** Issues a server certificate of this machine for clients outside. It proves no identity inside the mesh. */
export const issuePublic = async (
  authority: CertificateAuthority,
  { now, lifeHours = leafLifeHours }: { now: Date; lifeHours?: number },
): Promise<CertificateMaterial> => {
  return authority.issue({
    commonName: 'localhost',
    ...publicNamesOfMachine,
    validFrom: now,
    lifeHours,
    serverOnly: true,
  });
};

/**
 * Issues every certificate of the store that is missing, past half of its life, signed by another authority,
 * or made for other names by an earlier version; with `all`, every certificate. Returns the names of the
 * issued certificates. A public certificate that no authority of ours issued belongs to the operator and is
 * never changed.
 */
export const renewCertificates = async (
  store: CertificateStore,
  now: Date,
  { all = false }: { all?: boolean } = {},
): Promise<CertificateName[]> => {
  const authority = await openAuthority(store.authorityDirectory, now);
  const renewed: CertificateName[] = [];
  for (const name of store.identities ?? certificateNames) {
    const folder = path.join(store.directory, name);
    const isPublic = publicNames.some((each) => each === name);
    if (isPublic && (await belongsToOperator(folder, authority))) continue;
    const names = isPublic ? publicNamesOfMachine : namesOfIdentity(name);
    if (!all && (await isFresh(folder, authority, { names, now }))) continue;
    const life = { now, lifeHours: store.lifeHours ?? leafLifeHours };
    const material = isPublic
      ? await issuePublic(authority, life)
      : await issueIdentity(authority, name, life);
    await installCertificate(folder, material);
    renewed.push(name);
  }
  return renewed;
};

/**
 * Installs the three files atomically. They are links into `..data`, which is a link to a folder and is
 * replaced by a single rename (as Kubernetes mounts secrets). Envoy reloads on moves inside the folder that
 * it watches, and Node's `fs.watch` reports the same move. No reader ever sees a key beside the wrong
 * certificate.
 */
export const installCertificate = async (folder: string, material: CertificateMaterial): Promise<void> => {
  const generation = `..${randomUUID()}`;
  await mkdir(path.join(folder, generation), { recursive: true, mode: 0o700 });
  const files = {
    'tls.crt': material.certificate,
    'tls.key': material.privateKey,
    'ca.crt': material.authority,
  };
  for (const [name, text] of Object.entries(files)) {
    await writeFile(path.join(folder, generation, name), text, { mode: 0o600 });
    await linkOnce(path.join('..data', name), path.join(folder, name));
  }
  const previous = await readlink(path.join(folder, '..data')).catch(() => undefined);
  await symlink(generation, path.join(folder, '..data-next'));
  await rename(path.join(folder, '..data-next'), path.join(folder, '..data'));
  await removeOtherGenerations(folder, [generation, previous]);
};

const linkOnce = async (target: string, link: string): Promise<void> => {
  await symlink(target, link).catch((fault: NodeJS.ErrnoException) => {
    if (fault.code !== 'EEXIST') throw fault;
  });
};

/** The previous generation stays until the next renewal: a reader may have it open. */
const removeOtherGenerations = async (folder: string, retained: (string | undefined)[]): Promise<void> => {
  const old = (await readdir(folder)).filter(
    (name) => /^\.\.[0-9a-f]{8}-/.test(name) && !retained.includes(name),
  );
  await Promise.all(old.map((name) => rm(path.join(folder, name), { recursive: true, force: true })));
};

const isFresh = async (
  folder: string,
  authority: CertificateAuthority,
  { names, now }: { names: Names; now: Date },
): Promise<boolean> => {
  await rm(path.join(folder, '..data-next'), { force: true });
  try {
    const leaf = new X509Certificate(await readFile(path.join(folder, 'tls.crt')));
    await readFile(path.join(folder, 'tls.key'));
    if (!leaf.verify(new X509Certificate(authority.certificate).publicKey)) return false;
    if (leaf.subjectAltName !== textOf(names)) return false;
    const halfLife = (leaf.validFromDate.getTime() + leaf.validToDate.getTime()) / 2;
    return now.getTime() < halfLife && now >= leaf.validFromDate;
  } catch {
    return false;
  }
};

/** The names as Node.js writes those of a certificate. */
const textOf = ({ uris, dnsNames, ipAddresses }: Names): string =>
  [
    ...uris.map((uri) => `URI:${uri}`),
    ...dnsNames.map((name) => `DNS:${name}`),
    ...ipAddresses.map((address) => `IP Address:${address}`),
  ].join(', ');

/**
 * Whether the operator installed the certificate or the key, readable or not. Our own files are recognised by
 * the targets of their links and by the name of the issuer, which stays the same when the authority's key
 * changes.
 */
const belongsToOperator = async (folder: string, authority: CertificateAuthority): Promise<boolean> => {
  for (const name of ['tls.crt', 'tls.key']) {
    const target = await readlink(path.join(folder, name)).catch(
      (fault: NodeJS.ErrnoException) => fault.code,
    );
    if (target !== 'ENOENT' && target !== path.join('..data', name)) return true;
  }
  const text = await readFile(path.join(folder, 'tls.crt')).catch(() => undefined);
  if (text === undefined) return false;
  try {
    return new X509Certificate(text).issuer !== new X509Certificate(authority.certificate).subject;
  } catch {
    return true;
  }
};

/**
 * Renews certificates on a timer until stopped. Checks far more often than a renewal is due, so that a
 * machine that slept past the half-life still renews well before expiry.
 */
export const renewCertificatesOnTimer = (
  store: CertificateStore,
  report: (event: { renewed: CertificateName[] } | { fault: unknown }) => void,
): { stop(): void } => {
  const everyMilliseconds = Math.min(60_000, ((store.lifeHours ?? leafLifeHours) * 3_600_000) / 20);
  const timer = setInterval(() => {
    renewCertificates(store, new Date()).then(
      (renewed) => renewed.length > 0 && report({ renewed }),
      (fault: unknown) => report({ fault }),
    );
  }, everyMilliseconds);
  return { stop: () => clearInterval(timer) };
};
