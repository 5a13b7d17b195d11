import { randomUUID, X509Certificate } from 'node:crypto';
import { mkdir, readdir, readFile, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { spiffeIdOf } from '@ai-teacher/service-kit/identity/peer.ts';
import { type CertificateName, certificateNames, hostNames, publicNames } from '../plan/identities.ts';
import {
  type CertificateAuthority,
  type CertificateMaterial,
  openAuthority,
} from './certificate-authority.ts';

export const leafLifeHours = 24;

export type CertificateStore = {
  /** One folder per certificate, each with `tls.crt`, `tls.key` and `ca.crt`. */
  directory: string;
  /** Where the authority's private key is kept; no part is ever given this folder. */
  authorityDirectory: string;
  lifeHours?: number;
  identities?: readonly CertificateName[];
};

/** Issues to `name` what it needs to prove that it is `name`, towards clients and towards servers. */
export const issueIdentity = async (
  authority: CertificateAuthority,
  name: string,
  { now, lifeHours = leafLifeHours }: { now: Date; lifeHours?: number },
): Promise<CertificateMaterial> => {
  return authority.issue({
    commonName: name,
    uris: [spiffeIdOf(name)],
    dnsNames: hostNames(name),
    ipAddresses: ['127.0.0.1'],
    validFrom: now,
    lifeHours,
  });
};

/** Issues a certificate by which clients outside know this machine: a server's, of nobody inside the mesh. */
export const issuePublic = async (
  authority: CertificateAuthority,
  { now, lifeHours = leafLifeHours }: { now: Date; lifeHours?: number },
): Promise<CertificateMaterial> => {
  return authority.issue({
    commonName: 'localhost',
    uris: [],
    dnsNames: ['localhost'],
    ipAddresses: ['127.0.0.1'],
    validFrom: now,
    lifeHours,
    serverOnly: true,
  });
};

/**
 * Makes or renews every certificate of the store that is missing, past half of its life, or signed by another
 * authority (or all of them, when told), and answers whose were changed. The others are left alone, and so is a
 * certificate for the world that no authority of ours has issued: it is the operator's.
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
    if (isPublic && (await isOperators(folder, authority))) continue;
    if (!all && (await isFresh(folder, authority, now))) continue;
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
 * Puts the three files in place as one: they are links into `..data`, itself a link to a folder that is swapped
 * by a single rename (the way Kubernetes mounts secrets). Envoy reloads on moves inside the folder it watches,
 * Node's `fs.watch` sees the same move, and nobody ever reads a key beside the wrong certificate.
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

/** The generation before this one stays until the next renewal: a reader may have it open. */
const removeOtherGenerations = async (folder: string, kept: (string | undefined)[]): Promise<void> => {
  const old = (await readdir(folder)).filter(
    (name) => /^\.\.[0-9a-f]{8}-/.test(name) && !kept.includes(name),
  );
  await Promise.all(old.map((name) => rm(path.join(folder, name), { recursive: true, force: true })));
};

const isFresh = async (folder: string, authority: CertificateAuthority, now: Date): Promise<boolean> => {
  await rm(path.join(folder, '..data-next'), { force: true });
  try {
    const leaf = new X509Certificate(await readFile(path.join(folder, 'tls.crt')));
    await readFile(path.join(folder, 'tls.key'));
    if (!leaf.verify(new X509Certificate(authority.certificate).publicKey)) return false;
    const halfLife = (leaf.validFromDate.getTime() + leaf.validToDate.getTime()) / 2;
    return now.getTime() < halfLife && now >= leaf.validFromDate;
  } catch {
    return false;
  }
};

/**
 * Whether somebody else has put a certificate or a key there, readable or not. Ours are known by their issuer's name,
 * which outlives a change of the authority's key, and by where our links lead.
 */
const isOperators = async (folder: string, authority: CertificateAuthority): Promise<boolean> => {
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
 * Renews on a timer until stopped. Looks far more often than renewal is due, so that a machine that slept
 * through the half life still renews well before the end.
 */
export const keepCertificatesFresh = (
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
