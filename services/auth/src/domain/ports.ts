import type { Role } from '@ai-teacher/contracts/values.ts';
import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { PlaceInTime } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork as UnitOfWorkOf } from '@ai-teacher/service-kit/domain/unit-of-work.ts';

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
};

export type Invitation = {
  readonly tokenHash: string;
  readonly emailKey: string;
  readonly role: Role;
  readonly institutionId: string;
  readonly invitedBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
};

export type RefreshFamily = {
  readonly id: string;
  readonly accountId: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
};

export type RefreshToken = {
  readonly tokenHash: string;
  readonly familyId: string;
  readonly issuedAt: Date;
  readonly usedAt: Date | null;
  readonly childHash: string | null;
};

/** A published key. It signs from `signsAt` until the next key signs. */
export type SigningKey = {
  readonly kid: string;
  readonly publicJwk: PublicJwk;
  readonly privateJwkSealed: string;
  readonly createdAt: Date;
  readonly signsAt: Date;
};

/** A key of the list for admins, published or retired. */
export type KeyRecord = Pick<SigningKey, 'kid' | 'createdAt' | 'signsAt'> & {
  readonly retiredAt: Date | null;
};

export type PublicJwk = {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: 'ES256';
};

export type AuditKind =
  | 'account-registered'
  | 'registration-of-known-email'
  | 'signed-in'
  | 'sign-in-refused'
  | 'signed-out'
  | 'signed-out-everywhere'
  | 'password-changed'
  | 'password-change-refused'
  | 'account-disabled'
  | 'account-enabled'
  | 'role-changed'
  | 'signing-key-made'
  | 'signing-key-withdrawn'
  | 'refresh-token-reused'
  | 'invitation-made';

export type Repositories = {
  readonly accounts: {
    readonly findByEmailKey: (emailKey: string) => Promise<Account | undefined>;
    readonly findById: (id: string) => Promise<Account | undefined>;
    /** Returns false, and changes nothing, when the e-mail is already known. */
    readonly insertUnlessKnown: (account: Account) => Promise<boolean>;
    /** Reads the current account and locks its row until the transaction ends. */
    readonly lock: (id: string) => Promise<Account | undefined>;
    readonly replacePasswordHash: (id: string, passwordHash: string) => Promise<void>;
    readonly change: (id: string, to: Pick<Account, 'role' | 'disabledAt'>) => Promise<void>;
    /** Newest first. */
    readonly list: (
      where: { institutionId: string; emailKey: string | undefined },
      page: { limit: number; after: PlaceInTime | undefined },
    ) => Promise<Account[]>;
  };
  readonly invitations: {
    readonly findOpen: (tokenHash: string, now: Date) => Promise<Invitation | undefined>;
    readonly insert: (invitation: Invitation) => Promise<void>;
    /** Returns false when another registration used the invitation first. */
    readonly use: (tokenHash: string, now: Date) => Promise<boolean>;
  };
  readonly refreshTokens: {
    readonly insertFamily: (family: RefreshFamily) => Promise<void>;
    readonly findFamily: (id: string) => Promise<RefreshFamily | undefined>;
    readonly endFamily: (id: string, now: Date) => Promise<void>;
    readonly endFamiliesOf: (accountId: string, now: Date) => Promise<void>;
    /** Families that ended at `since` or later, in the order in which they ended. */
    readonly listEnded: (
      since: Date,
      page: { limit: number; after: PlaceInTime | undefined },
    ) => Promise<{ id: string; endedAt: Date }[]>;
    readonly insert: (token: RefreshToken) => Promise<void>;
    readonly find: (tokenHash: string) => Promise<RefreshToken | undefined>;
    /** Marks a token as used in one atomic step. Returns false when it is unknown or already used. */
    readonly markUsed: (tokenHash: string, childHash: string, now: Date) => Promise<boolean>;
  };
  readonly signingKeys: {
    /** Blocks every other caller of `lock` until the transaction ends. */
    readonly lock: () => Promise<void>;
    /** Published keys, latest `signsAt` first. */
    readonly listPublished: () => Promise<SigningKey[]>;
    /** The latest keys, retired ones included, newest first. */
    readonly listAll: (limit: number) => Promise<KeyRecord[]>;
    readonly insert: (key: SigningKey) => Promise<void>;
    /** Retires a key and deletes its private half. */
    readonly retire: (kid: string, now: Date) => Promise<void>;
  };
  readonly audit: {
    /** @param actorId the admin who acted, when the entry is about another account or about a key. */
    readonly record: (kind: AuditKind, accountId: string | null, actorId?: string) => Promise<void>;
  };
  readonly jobs: {
    /** Schedules a run of `maintainSigningKeys` at the time `at`. */
    readonly maintainSigningKeys: (at: Date) => Promise<void>;
  };
  readonly knownNetworks: {
    /** Whether the account has signed in from this network since the given time. */
    readonly has: (accountId: string, networkPseudonym: string, since: Date) => Promise<boolean>;
    /**
     * Records a visit, unless one is recorded since `unlessSince`. Then deletes the networks last seen before
     * `forgetBefore`, and all but the latest `maxNetworks`.
     */
    readonly recordVisit: (
      accountId: string,
      networkPseudonym: string,
      visit: { now: Date; unlessSince: Date; forgetBefore: Date; maxNetworks: number },
    ) => Promise<void>;
  };
  readonly outbox: Outbox;
};

export type UnitOfWork = UnitOfWorkOf<Repositories>;

export type PasswordHasher = {
  readonly hash: (password: string) => Promise<string>;
  readonly verify: (hash: string, password: string) => Promise<boolean>;
  /** Whether a hash was made with parameters weaker than the current ones. */
  readonly isOutdated: (hash: string) => boolean;
  /** The hash of a random value, verified in place of the hash of an account that does not exist. */
  readonly decoy: string;
};

export type PasswordBlocklist = { readonly isCommon: (password: string) => boolean };

export type AccessTokenSigner = {
  readonly sign: (claims: {
    account: Account;
    sessionId: string;
    key: SigningKey;
  }) => Promise<{ token: string; expiresIn: number }>;
};

/** Makes random tokens, their hashes, and the only child that a refresh token may have. */
export type OpaqueTokens = {
  readonly make: () => string;
  readonly hashOf: (token: string) => string;
  readonly childOf: (token: string) => string;
};

/** Keyed hashes that stand for an account, or for an account at a network, without revealing either. */
export type Pseudonyms = {
  readonly ofAccount: (emailKey: string) => string;
  readonly ofNetwork: (emailKey: string, network: string) => string;
};

/** Counts password attempts by bucket, so that guessing is slow. */
export type PasswordAttempts = {
  /** Throws Problem `rate-limited` when the bucket is exhausted, `rate-limit-unavailable` when counting is impossible. */
  readonly consume: (bucket: string) => Promise<void>;
  readonly giveBack: (bucket: string) => Promise<void>;
};

/** How long a signing key waits, signs, and stays published after it has signed. */
export type KeyTimes = {
  /** From the publication of a key until it signs. All verifiers know the key by then. */
  readonly overlapSeconds: number;
  /** From the first signature of its successor until a key is retired. Its last token has expired by then. */
  readonly retirementSeconds: number;
  readonly rotationDays: number;
};

export type SigningKeyGenerator = {
  readonly generate: (kid: string) => Promise<{ publicJwk: PublicJwk; privateJwkSealed: string }>;
};

/** Answers no sooner than a fixed time after the start, so that the duration reveals nothing. */
export type DurationPadding = <Result>(work: () => Promise<Result>) => Promise<Result>;

export type World = {
  readonly unitOfWork: UnitOfWork;
  readonly passwordHasher: PasswordHasher;
  readonly blocklist: PasswordBlocklist;
  readonly signer: AccessTokenSigner;
  readonly keyGenerator: SigningKeyGenerator;
  readonly keyTimes: KeyTimes;
  readonly opaqueTokens: OpaqueTokens;
  readonly pseudonyms: Pseudonyms;
  readonly passwordAttempts: PasswordAttempts;
  readonly clock: { readonly now: () => Date };
  readonly identifiers: { readonly uuid: () => string };
  readonly padDuration: DurationPadding;
  readonly refreshFamilyDays: number;
};
