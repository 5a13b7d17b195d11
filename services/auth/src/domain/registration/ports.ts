import type { PageQuery } from '@ai-teacher/contracts/pagination.ts';
import type { Role } from '@ai-teacher/contracts/values.ts';
import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { AccountInvitations, AccountRepository, AccountSessions } from '../accounts/ports.ts';
import type { AuditTrail } from '../ports.ts';
import type { RegistrationPolicyRepository } from '../registration-policy/ports.ts';

/** An invitation as admins see it: without its token. */
export type Invitation = {
  readonly id: string;
  /** The person whose id the account takes; null: the account gets a new id. */
  readonly personId: string | null;
  /** The address as the maker wrote it; null: the person chooses an address. */
  readonly email: string | null;
  readonly role: Role;
  readonly institutionId: string;
  readonly invitedBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
  readonly withdrawnAt: Date | null;
};

/**
 * The fields that only the repository reads: the hash of the token, and the address in the form that is
 * compared. Without an address that is the id of the person, which no address equals.
 */
export type StoredInvitation = Invitation & { readonly tokenHash: string; readonly emailKey: string };

export type InvitationRepository = AccountInvitations & {
  readonly insert: (invitation: StoredInvitation) => Promise<void>;
  /** An invitation that is neither used nor withdrawn nor expired. */
  readonly findOpen: (tokenHash: string, now: Date) => Promise<StoredInvitation | undefined>;
  /** Returns false when another registration used the invitation, or when it was withdrawn, meanwhile. */
  readonly use: (tokenHash: string, now: Date) => Promise<boolean>;
  /**
   * Inserts the invitation of a person. When another maker invites the person concurrently, the later
   * invitation replaces the earlier one.
   */
  readonly insertOfPerson: (invitation: StoredInvitation) => Promise<void>;
  /** Withdraws the open invitations of people of an institution. Waits for registrations in progress. */
  readonly withdrawFor: (
    of: { readonly institutionId: string; readonly personIds: readonly string[] },
    now: Date,
  ) => Promise<void>;
  /** When a maker invited since a moment, withdrawn invitations included. The oldest first. */
  readonly listTimes: (
    made: { readonly makerId: string; readonly of: 'addresses' | 'people' },
    since: Date,
  ) => Promise<readonly Date[]>;
  readonly countOpen: (makerId: string, now: Date) => Promise<number>;
  readonly find: (id: string) => Promise<Invitation | undefined>;
  /** Returns false when the invitation was used. A repetition retains the first time. */
  readonly withdraw: (id: string, now: Date) => Promise<boolean>;
  /** Newest first. Throws Problem `input-invalid` for a cursor that this list did not make. */
  readonly list: (
    where: {
      institutionId: string;
      /** Invitations of addresses, or of people with given ids. */
      of: 'addresses' | 'people';
      emailKey?: string | undefined;
      invitedBy: string | undefined;
    },
    page: PageQuery,
  ) => Promise<Listed<Invitation>>;
};

export type Repositories = {
  readonly accounts: AccountRepository;
  readonly invitations: InvitationRepository;
  readonly registrationPolicy: Pick<RegistrationPolicyRepository, 'find'>;
  readonly refreshTokens: AccountSessions;
  readonly audit: AuditTrail;
  readonly outbox: Outbox;
};

/** Counts requests by bucket in any hour, over all instances. */
export type RegistrationLimits = {
  /** Registrations without an invitation, per network and in the whole installation. */
  readonly registrations: {
    /**
     * Counts a registration. Throws Problem `rate-limited` when the network or the installation has used up
     * its hour, or `rate-limit-unavailable` when the registration cannot be counted.
     */
    readonly consume: (bucket: string) => Promise<void>;
    readonly giveBack: (bucket: string) => Promise<void>;
  };
  /** Invitation tokens that were not valid, per network. `consume` throws like that of registrations. */
  readonly invitationGuesses: { readonly consume: (bucket: string) => Promise<void> };
};
