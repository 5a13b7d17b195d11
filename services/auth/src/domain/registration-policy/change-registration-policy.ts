import type * as contract from '@ai-teacher/contracts/auth/registration-policy.ts';
import type { Principal } from '@ai-teacher/contracts/principal.ts';
import { defaultInstitutionId } from '@ai-teacher/contracts/values.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import {
  type DangerousActDeps,
  type DangerousActRepositories,
  permitDangerousAct,
} from '../passwords/dangerous-act.ts';
import { type OperatorPolicy, type PolicyInForce, policyInForce } from './policy-in-force.ts';
import type { Repositories } from './ports.ts';
import { hostNameOf, type RegistrationPolicy } from './registration-policy.ts';

export type ChangeRegistrationPolicyDeps = DangerousActDeps & {
  readonly operatorPolicy: OperatorPolicy;
  readonly unitOfWork: UnitOfWork<Repositories & DangerousActRepositories>;
};

type Wanted = Input<typeof contract.changeRegistrationPolicy>['body'];

/**
 * Changes who may register without an invitation. The change is dangerous: an intruder could open the
 * installation to everybody. Therefore the other admins are notified of it.
 *
 * @throws Problem `forbidden` to admins of any institution but the first, because people without an
 *   invitation register there. `registration-policy-locked`, `input-invalid`, or a problem of
 *   `permitDangerousAct`.
 */
export const changeRegistrationPolicy =
  (deps: ChangeRegistrationPolicyDeps) =>
  async ({ body, principal }: Input<typeof contract.changeRegistrationPolicy>): Promise<PolicyInForce> => {
    const { operatorPolicy, unitOfWork, clock } = deps;
    if (principal.institutionId !== defaultInstitutionId) throw new Problem('forbidden');
    if (operatorPolicy.isLocked)
      throw new Problem('registration-policy-locked', {
        detail: 'The operator has set REGISTRATION_LOCKED. Ask the operator to change REGISTRATION.',
      });
    const wanted = wantedPolicy(body);
    return unitOfWork.run(async (repositories) => {
      const { registrationPolicy, audit } = repositories;
      await permitDangerousAct(deps, repositories, principal);
      if (wanted === undefined) await registrationPolicy.remove();
      else await registrationPolicy.replace(wanted, clock.now());
      await audit.record('registration-policy-changed', null, principal.userId);
      const inForce = await policyInForce(operatorPolicy, repositories);
      await publishChange(repositories, principal, inForce);
      return inForce;
    });
  };

const publishChange = async (
  { accounts, outbox }: Pick<Repositories, 'accounts' | 'outbox'>,
  { userId, institutionId }: Principal,
  { policy }: PolicyInForce,
): Promise<void> => {
  const admin = await accounts.findById(userId);
  if (admin === undefined) throw new Problem('forbidden');
  await outbox.publish({
    type: 'registration-policy.changed',
    institutionId,
    subject: userId,
    data: { userId, name: admin.name, policy: policy.kind },
  });
};

/** @returns undefined for the setting of the operator. @throws Problem `input-invalid`. */
const wantedPolicy = ({ policy: kind, domains }: Wanted): RegistrationPolicy | undefined => {
  if ((kind === 'domains') !== (domains !== undefined))
    throw faultsAt([
      {
        pointer: '/domains',
        message:
          kind === 'domains' ? 'is required for the policy domains' : 'is for the policy domains alone',
      },
    ]);
  if (kind === 'default') return undefined;
  if (kind !== 'domains') return { kind };
  const names = (domains ?? []).map(hostNameOf);
  const faults = names.flatMap((name, index) =>
    name === ''
      ? [{ pointer: `/domains/${index}`, message: 'must be a host name such as school.example' }]
      : [],
  );
  if (faults.length > 0) throw faultsAt(faults);
  return { kind, domains: new Set(names) };
};

const faultsAt = (errors: readonly { pointer: string; message: string }[]): Problem =>
  new Problem('input-invalid', { errors: [...errors] });
