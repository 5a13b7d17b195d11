import { serviceNames } from '@ai-teacher/contracts/values.ts';

/** Who can prove to be somebody inside the mesh. The gateway has two: one per listener (see envoy/README.md). */
export const identityNames = ['gateway', 'mesh', ...serviceNames] as const;
export type IdentityName = (typeof identityNames)[number];

/** Host names under which the holder of an identity is reached, in containers and natively. */
export function hostNames(name: string): string[] {
  return name === 'gateway' || name === 'mesh' ? ['gateway', 'localhost'] : [`${name}-service`, 'localhost'];
}
