import type { changeSharingPolicy as contract } from '@ai-teacher/contracts/access/sharing-policy.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { defaultSharingPolicy, type SharingPolicy, type SharingPolicyRepositories } from './ports.ts';

export type ChangeSharingPolicyDeps = {
  readonly unitOfWork: UnitOfWork<SharingPolicyRepositories>;
  readonly clock: Clock;
};

/**
 * Changes the policy of the caller's institution, and publishes it for the services that share things. A
 * repeated request changes nothing. What is shared already stays shared.
 */
export const changeSharingPolicy =
  ({ unitOfWork, clock }: ChangeSharingPolicyDeps) =>
  ({ principal, body }: Input<typeof contract>): Promise<SharingPolicy> =>
    unitOfWork.run(async ({ sharingPolicies, outbox }) => {
      const { institutionId, userId: changedBy } = principal;
      const changed = await sharingPolicies.change({ institutionId, changedBy, at: clock.now(), ...body });
      if (changed === undefined) return (await sharingPolicies.find(institutionId)) ?? defaultSharingPolicy;
      const { teachersShareWithInstitution, version } = changed;
      await outbox.publish({
        type: 'sharing-policy.changed',
        institutionId,
        subject: institutionId,
        data: { teachersShareWithInstitution, version },
      });
      return changed;
    });
