import type { PageQuery } from '@ai-teacher/contracts/pagination.ts';
import type { Role } from '@ai-teacher/contracts/values.ts';
import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { AccountInvitations, AccountRepository, AccountSessions } from '../accounts/ports.ts';
import type { AuditTrail } from '../ports.ts';

/** An invitation as admins see it: without its token. */
export type Invitation = {
  readonly id: string;
  /** The address as the maker wrote it. */
  readonly email: string;
  readonly role: Role;
  readonly institutionId: string;
  readonly invitedBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
  readonly withdrawnAt: Date | null;
};

/** What only the repository stores: the hash of the token, and the address in the form that is compared. */
export type StoredInvitation = Invitation & { readonly tokenHash: string; readonly emailKey: string };

export type InvitationRepository = AccountInvitations & {
  readonly insert: (invitation: StoredInvitation) => Promise<void>;
  /** An invitation that is neither used nor withdrawn nor expired. */
  readonly findOpen: (tokenHash: string, now: Date) => Promise<StoredInvitation | undefined>;
  /** Returns false when another registration used the invitation, or when it was withdrawn, meanwhile. */
  readonly use: (tokenHash: string, now: Date) => Promise<boolean>;
  readonly countOpen: (makerId: string, now: Date) => Promise<number>;
  readonly find: (id: string) => Promise<Invitation | undefined>;
  /** Returns false when the invitation was used. A repetition retains the first time. */
  readonly withdraw: (id: string, now: Date) => Promise<boolean>;
  /** Newest first. Throws Problem `input-invalid` for a cursor that this list did not make. */
  readonly list: (
    where: {
      institutionId: string;
      emailKey: string | undefined;
      invitedBy: string | undefined;
    },
    page: PageQuery,
  ) => Promise<Listed<Invitation>>;
};

export type Repositories = {
  readonly accounts: AccountRepository;
  readonly invitations: InvitationRepository;
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
