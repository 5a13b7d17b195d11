import { serviceNames } from '@ai-teacher/contracts/values.ts';

/** Who can prove to be somebody inside the mesh. The gateway has two: one per listener (see envoy/README.md). */
export const identityNames = ['gateway', 'mesh', ...serviceNames] as const;
export type IdentityName = (typeof identityNames)[number];

/**
 * Certificates for clients outside: they name the host and no workload, so that none of them is anybody inside the
 * mesh. An operator may put his own in the place of such a one.
 */
export const publicNames = ['edge'] as const;
export type PublicName = (typeof publicNames)[number];

export const certificateNames = [...identityNames, ...publicNames] as const;
export type CertificateName = IdentityName | PublicName;

/** Host names under which the holder of an identity is reached, in containers and natively. */
export const hostNames = (name: string): string[] => {
  return name === 'gateway' || name === 'mesh' ? ['gateway', 'localhost'] : [`${name}-service`, 'localhost'];
};
