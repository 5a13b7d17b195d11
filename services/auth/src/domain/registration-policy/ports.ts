import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { AccountRepository } from '../accounts/ports.ts';
import type { AuditTrail } from '../ports.ts';
import type { RegistrationPolicy } from './registration-policy.ts';

export type RegistrationPolicyRepository = {
  /** The policy that an admin has set; undefined when the setting of the operator applies. */
  readonly find: () => Promise<RegistrationPolicy | undefined>;
  readonly replace: (policy: RegistrationPolicy, now: Date) => Promise<void>;
  /** Returns to the setting of the operator. */
  readonly remove: () => Promise<void>;
};

export type Repositories = {
  readonly registrationPolicy: RegistrationPolicyRepository;
  readonly accounts: Pick<AccountRepository, 'findById'>;
  readonly audit: AuditTrail;
  readonly outbox: Outbox;
};
