import type { RegistrationPolicyRepository } from './ports.ts';
import type { RegistrationPolicy } from './registration-policy.ts';

/** The setting of the operator. While `isLocked`, it applies whatever an admin has set. */
export type OperatorPolicy = { readonly policy: RegistrationPolicy; readonly isLocked: boolean };

export type PolicyInForce = {
  readonly policy: RegistrationPolicy;
  readonly setBy: 'operator' | 'admin';
  readonly isLocked: boolean;
};

/** The policy as the database has it, so that every replica obeys a change from the next registration on. */
export const policyInForce = async (
  { policy, isLocked }: OperatorPolicy,
  { registrationPolicy }: { readonly registrationPolicy: Pick<RegistrationPolicyRepository, 'find'> },
): Promise<PolicyInForce> => {
  const stored = isLocked ? undefined : await registrationPolicy.find();
  return stored === undefined
    ? { policy, setBy: 'operator', isLocked }
    : { policy: stored, setBy: 'admin', isLocked };
};
