import type { readSharingPolicy as contract } from '@ai-teacher/contracts/access/sharing-policy.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { defaultSharingPolicy, type SharingPolicy, type SharingPolicyRepositories } from './ports.ts';

export type ReadSharingPolicyDeps = { readonly unitOfWork: UnitOfWork<SharingPolicyRepositories> };

/** Returns the policy of the caller's institution. */
export const readSharingPolicy =
  ({ unitOfWork }: ReadSharingPolicyDeps) =>
  async ({ principal }: Input<typeof contract>): Promise<SharingPolicy> => {
    const known = await unitOfWork.run(
      ({ sharingPolicies }) => sharingPolicies.find(principal.institutionId),
      { readOnly: true },
    );
    return known ?? defaultSharingPolicy;
  };
