import type { PageQuery } from '@ai-teacher/contracts/pagination.ts';
import type { Role } from '@ai-teacher/contracts/values.ts';
import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { AuditTrail } from '../ports.ts';

export type Account = {
  readonly id: string;
  readonly email: string;
  /** The e-mail in the form that is compared: NFKC, lower case. */
  readonly emailKey: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly role: Role;
  readonly institutionId: string;
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
  /**
   * When the person was vouched for: by an admin with an invitation or a role, or by the operator
   * for the first admin. Null: any person may have registered with this address.
   */
  readonly verifiedAt: Date | null;
};

/** An account as a person claims it: everything but the id, the institution and the time of its creation. */
export type ClaimedAccount = Pick<Account, 'email' | 'name' | 'passwordHash' | 'role' | 'verifiedAt'>;

/**
 * An unverified account expires when it was created before `neverUsedSince` and is unused, or when it was
 * last used before `notUsedSince`.
 */
export type ExpiryTimes = { readonly neverUsedSince: Date; readonly notUsedSince: Date };

export type AccountRepository = {
  readonly findByEmailKey: (emailKey: string) => Promise<Account | undefined>;
  readonly findById: (id: string) => Promise<Account | undefined>;
  /** Returns false, and changes nothing, when the e-mail is already known. */
  readonly insertUnlessKnown: (account: Account) => Promise<boolean>;
  /** Reads the current account and locks its row until the transaction ends. */
  readonly lock: (id: string) => Promise<Account | undefined>;
  /** The same for the account with an address. */
  readonly lockByEmailKey: (emailKey: string) => Promise<Account | undefined>;
  /** Gives an account to the person who proved to own it, and enables it. */
  readonly claim: (id: string, to: ClaimedAccount) => Promise<void>;
  readonly delete: (id: string) => Promise<void>;
  /** Records that the account is in use, at most once a day. */
  readonly recordUse: (id: string, now: Date) => Promise<void>;
  /**
   * Locks unverified accounts that have expired, at most `limit`. Skips disabled accounts, so that the
   * decision of an admin stands, and accounts that another transaction has locked.
   */
  readonly lockExpired: (times: ExpiryTimes, limit: number) => Promise<Account[]>;
  readonly replacePasswordHash: (id: string, passwordHash: string) => Promise<void>;
  readonly change: (id: string, to: Pick<Account, 'role' | 'disabledAt' | 'verifiedAt'>) => Promise<void>;
  /** Newest first. Throws Problem `input-invalid` for a cursor that this list did not make. */
  readonly list: (
    where: { institutionId: string; emailKey: string | undefined },
    page: PageQuery,
  ) => Promise<Listed<Account>>;
};

/** The invitations that an account made. They end when the account may no longer grant their roles. */
export type AccountInvitations = {
  /**
   * Withdraws the open invitations of a maker, except those into the roles that the maker still grants.
   *
   * @returns the withdrawn invitations of people.
   */
  readonly withdrawOf: (
    makerId: string,
    stillGranted: readonly Role[],
    now: Date,
  ) => Promise<readonly WithdrawnInvitation[]>;
};

/** An invitation of a person, as the service that asked for it knows it. */
export type WithdrawnInvitation = { readonly personId: string; readonly expiresAt: Date };

/** The sessions of an account, which end when its role changes or when it is disabled. */
export type AccountSessions = {
  readonly endFamiliesOf: (accountId: string, now: Date) => Promise<void>;
};

export type Repositories = {
  readonly accounts: AccountRepository;
  readonly invitations: AccountInvitations;
  readonly refreshTokens: AccountSessions;
  readonly audit: AuditTrail;
  readonly outbox: Outbox;
};

/** Random tokens of which only the hashes are stored. */
export type OpaqueTokens = {
  readonly make: () => string;
  /** A code of 74 bits that people can type. Its hash ignores case and hyphens. */
  readonly makeCode: () => string;
  readonly hashOf: (token: string) => string;
};

/** Answers no sooner than a fixed time after the start, so that the duration reveals nothing. */
export type DurationPadding = <Result>(work: () => Promise<Result>) => Promise<Result>;
