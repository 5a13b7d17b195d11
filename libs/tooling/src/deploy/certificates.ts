import {
  type CertificateName,
  certificateNames,
  hostNames,
  publicNames,
} from '@ai-teacher/local-mesh/plan/identities.ts';
import { spiffeIdOf } from '@ai-teacher/service-kit/identity/peer.ts';

/** The Secret of a certificate: `tls.crt`, `tls.key` and `ca.crt`, the names that every workload reads. */
export const certificateSecret = (name: string): string => `${name}-certificate`;

const isPublic = (name: CertificateName): boolean => publicNames.some((known) => known === name);

/** Host names without those of a single machine. */
const hostsOf = (name: string): string[] => hostNames(name).filter((host) => host !== 'localhost');

const leaf = (name: string, spec: object): object => ({
  apiVersion: 'cert-manager.io/v1',
  kind: 'Certificate',
  metadata: { name: certificateSecret(name) },
  spec: {
    secretName: certificateSecret(name),
    // As in the native mesh: 24 hours, renewed at half life.
    duration: '24h',
    renewBefore: '12h',
    privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
    ...spec,
    issuerRef: { name: 'mesh-authority', kind: 'Issuer' },
  },
});

const certificateOf = (name: CertificateName): object =>
  isPublic(name)
    ? leaf(name, { dnsNames: ['gateway-public', 'localhost'], usages: ['digital signature', 'server auth'] })
    : leaf(name, {
        uris: [spiffeIdOf(name)],
        dnsNames: hostsOf(name),
        usages: ['digital signature', 'server auth', 'client auth'],
      });

/** PostgreSQL proves its host name only. It has no identity inside the mesh. */
const certificateOfPostgres = leaf('postgres', {
  dnsNames: ['postgres', 'postgres-rw', 'postgres-pooler'],
  usages: ['digital signature', 'server auth'],
  // CloudNativePG loads a renewed certificate of a Secret with this label.
  secretTemplate: { labels: { 'cnpg.io/reload': 'true' } },
});

/** The authority of the mesh, which signs itself, and its issuer. */
const authority: object[] = [
  {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Issuer',
    metadata: { name: 'self-signed' },
    spec: { selfSigned: {} },
  },
  {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: 'mesh-authority' },
    spec: {
      secretName: 'mesh-authority',
      isCA: true,
      commonName: 'AI-Teacher mesh authority',
      duration: '87600h',
      privateKey: { algorithm: 'ECDSA', size: 256 },
      usages: ['cert sign', 'crl sign'],
      issuerRef: { name: 'self-signed', kind: 'Issuer' },
    },
  },
  {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Issuer',
    metadata: { name: 'mesh-authority' },
    spec: { ca: { secretName: 'mesh-authority' } },
  },
];

/** The authority and a certificate for each identity, with the SPIFFE ids of the native mesh. */
export const certificates = (): object[] => [
  ...authority,
  ...certificateNames.map(certificateOf),
  certificateOfPostgres,
];
