import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { type OperatorPolicy, type PolicyInForce, policyInForce } from './policy-in-force.ts';
import type { Repositories } from './ports.ts';

export type ReadRegistrationPolicyDeps = {
  readonly operatorPolicy: OperatorPolicy;
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'registrationPolicy'>>;
};

/** The policy of the installation, for its admins. */
export const readRegistrationPolicy =
  ({ operatorPolicy, unitOfWork }: ReadRegistrationPolicyDeps) =>
  (): Promise<PolicyInForce> =>
    unitOfWork.run((repositories) => policyInForce(operatorPolicy, repositories), { readOnly: true });
