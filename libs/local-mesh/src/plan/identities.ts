import { serviceNames } from '@ai-teacher/contracts/values.ts';

/**
 * The workloads inside the mesh that prove their identity. The gateway has one per listener (see
 * envoy/README.md).
 */
export const identityNames = ['gateway', 'mesh', ...serviceNames] as const;
export type IdentityName = (typeof identityNames)[number];

/**
 * Certificates for clients outside. They name the host and no workload, so they prove no identity inside the
 * mesh. An operator may replace such a certificate with their own.
 */
export const publicNames = ['edge'] as const;
export type PublicName = (typeof publicNames)[number];

export const certificateNames = [...identityNames, ...publicNames] as const;
export type CertificateName = IdentityName | PublicName;

/** Host names at which the holder of an identity is reachable, in containers and natively. */
export const hostNames = (name: string): string[] => {
  return name === 'gateway' || name === 'mesh' ? ['gateway', 'localhost'] : [`${name}-service`, 'localhost'];
};
