import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { CertificateName, IdentityName } from '@ai-teacher/local-mesh/plan/identities.ts';
import { callBroker } from '../broker/broker-client.ts';

/** PEM texts, named as `node:tls` takes them. */
export type TlsIdentity = {
  cert: string;
  key: string;
  ca: string;
};

export type TestCertificates = {
  /** The folder that a service gets as TLS_DIR. */
  folder(name: CertificateName): string;
  identity(name: CertificateName): TlsIdentity;
  /** Carries the name `name`, but is signed by an authority that no part of the mesh trusts. */
  foreign(name: IdentityName): TlsIdentity;
};

/** Certificates of one authority per test run for every identity of the mesh, and their forgeries. */
export const testCertificates = async (): Promise<TestCertificates> => {
  const { genuine, foreign } = await callBroker<{ genuine: string; foreign: string }>('certificates');
  return {
    ...certificatesIn(genuine),
    foreign: (name) => readIdentity(path.join(foreign, name)),
  };
};

/** The certificates in a test's own folder; without forgeries. */
export const certificatesIn = (directory: string): TestCertificates => {
  const identity = (name: CertificateName) => readIdentity(path.join(directory, name));
  return { folder: (name) => path.join(directory, name), identity, foreign: identity };
};

/** The three files of one identity's folder. */
export const readIdentity = (folder: string): TlsIdentity => {
  const [cert, key, ca] = ['tls.crt', 'tls.key', 'ca.crt'].map((name) =>
    readFileSync(path.join(folder, name), 'utf8'),
  );
  return { cert: cert ?? '', key: key ?? '', ca: ca ?? '' };
};
