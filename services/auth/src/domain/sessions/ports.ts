import type { PageQuery } from '@ai-teacher/contracts/pagination.ts';
import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { Account, AccountRepository, AccountSessions, OpaqueTokens } from '../accounts/ports.ts';
import type { KnownNetworkRepository, PasswordConfirmations } from '../passwords/ports.ts';
import type { AuditTrail } from '../ports.ts';
import type { SigningKey, SigningKeyRepository } from '../signing-keys/ports.ts';

/** A session: all refresh tokens that descend from one sign-in. */
export type RefreshFamily = {
  readonly id: string;
  readonly accountId: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
};

/** A coarse description of the program that signed in. Null: unknown. */
export type Device = { readonly browser: string | null; readonly operatingSystem: string | null };

/** Reduces the `User-Agent` of a client to a device. Nothing else of the header is stored. */
export type DeviceOf = (userAgent: string | undefined) => Device;

export type RefreshToken = {
  readonly tokenHash: string;
  readonly familyId: string;
  readonly issuedAt: Date;
  readonly usedAt: Date | null;
  readonly childHash: string | null;
};

export type RefreshTokenRepository = AccountSessions & {
  /** Adds a family with its first token, in one statement. */
  readonly openFamily: (
    family: RefreshFamily & Device,
    first: Omit<RefreshToken, 'familyId'>,
  ) => Promise<void>;
  readonly findFamily: (id: string) => Promise<RefreshFamily | undefined>;
  readonly endFamily: (id: string, now: Date) => Promise<void>;
  /**
   * Ends the live families of an account beyond `maxLive`, the least recently used first: those whose latest
   * refresh token is the oldest. The caller has locked the account.
   *
   * @returns how many it ended.
   */
  readonly endLeastUsed: (of: {
    readonly accountId: string;
    readonly maxLive: number;
    readonly now: Date;
  }) => Promise<number>;
  /**
   * Families that ended at `since` or later, in the order in which they ended.
   * Throws Problem `input-invalid` for a cursor that this list did not make.
   */
  readonly listEnded: (since: Date, page: PageQuery) => Promise<Listed<{ id: string; endedAt: Date }>>;
  /** Number and digest of the families that ended at `since` or later. */
  readonly summarizeEnded: (since: Date) => Promise<{ count: number; digest: string }>;
  readonly insert: (token: RefreshToken) => Promise<void>;
  readonly find: (tokenHash: string) => Promise<RefreshToken | undefined>;
  /** Marks a token as used in one atomic step. Returns false when it is unknown or already used. */
  readonly markUsed: (tokenHash: string, childHash: string, now: Date) => Promise<boolean>;
};

/** Limits how often a client presents a refresh token that was already used. */
export type RefreshRepeats = {
  /** Throws Problem `rate-limited`. Admits the request while Redis cannot count. */
  readonly consume: (tokenHash: string) => Promise<void>;
};

export type Repositories = {
  readonly accounts: AccountRepository;
  readonly refreshTokens: RefreshTokenRepository;
  readonly signingKeys: Pick<SigningKeyRepository, 'listPublished' | 'listPublishedIds'>;
  readonly knownNetworks: KnownNetworkRepository;
  readonly passwordConfirmations: PasswordConfirmations;
  readonly audit: AuditTrail;
  readonly outbox: Outbox;
};

/** Notices changes of the list of ended sessions and published keys. */
export type RevocationChanges = {
  /**
   * Waits until the list has another version than `known`, until the time is up, or until `signal` aborts.
   *
   * @returns the version of the list, at most a second old; `known` when nothing changed.
   */
  readonly otherThan: (
    known: string,
    wait: { readonly milliseconds: number; readonly signal: AbortSignal | undefined },
  ) => Promise<string>;
};

/** Random tokens, each of which has exactly one child that is derived from it. */
export type RotatingTokens = OpaqueTokens & {
  /** @param childHash of the child that was issued, if one was. Otherwise the child is a new one. */
  readonly childOf: (token: string, childHash?: string | null) => string;
};

export type AccessTokenSigner = {
  readonly sign: (claims: {
    account: Account;
    sessionId: string;
    key: SigningKey;
  }) => Promise<{ token: string; expiresIn: number }>;
};
