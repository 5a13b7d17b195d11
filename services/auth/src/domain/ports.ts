import type { Role } from '@ai-teacher/contracts/values.ts';
import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { PlaceInTime } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork as UnitOfWorkOf } from '@ai-teacher/service-kit/domain/unit-of-work.ts';

/** What the domain needs of the world, in its own words. */

export type Account = {
  readonly id: string;
  readonly email: string;
  /** The e-mail as it is compared: NFKC, lower case. */
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

/** A key that is published: it signs from `signsAt` on, unless a younger one does. */
export type SigningKey = {
  readonly kid: string;
  readonly publicJwk: PublicJwk;
  readonly privateJwkSealed: string;
  readonly createdAt: Date;
  readonly signsAt: Date;
};

/** A key as it is told of, published or withdrawn. */
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
    /** False when the e-mail is known already; then nothing changed. */
    readonly insertUnlessKnown: (account: Account) => Promise<boolean>;
    /** The account as it is now, held against every other change until this transaction ends. */
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
    /** False when somebody else used it first. */
    readonly use: (tokenHash: string, now: Date) => Promise<boolean>;
  };
  readonly refreshTokens: {
    readonly insertFamily: (family: RefreshFamily) => Promise<void>;
    readonly findFamily: (id: string) => Promise<RefreshFamily | undefined>;
    readonly endFamily: (id: string, now: Date) => Promise<void>;
    readonly endFamiliesOf: (accountId: string, now: Date) => Promise<void>;
    /** Families that ended at `since` or later, in the order of their ends. */
    readonly listEnded: (
      since: Date,
      page: { limit: number; after: PlaceInTime | undefined },
    ) => Promise<{ id: string; endedAt: Date }[]>;
    readonly insert: (token: RefreshToken) => Promise<void>;
    readonly find: (tokenHash: string) => Promise<RefreshToken | undefined>;
    /** Marks a token used in one atomic step; false when it is unknown or was used before. */
    readonly markUsed: (tokenHash: string, childHash: string, now: Date) => Promise<boolean>;
  };
  readonly signingKeys: {
    /** Makes all other callers wait until this transaction ends. */
    readonly lock: () => Promise<void>;
    /** Those that are published, the one that signs last first. */
    readonly listPublished: () => Promise<SigningKey[]>;
    /** The latest of all, withdrawn ones too, the youngest first. */
    readonly listAll: (limit: number) => Promise<KeyRecord[]>;
    readonly insert: (key: SigningKey) => Promise<void>;
    /** Withdraws a key and deletes its private half. */
    readonly retire: (kid: string, now: Date) => Promise<void>;
  };
  readonly audit: {
    /** `actorId` where somebody did it to the account of another. */
    readonly note: (kind: AuditKind, accountId: string | null, actorId?: string) => Promise<void>;
  };
  readonly jobs: {
    /** Has the signing keys looked after at that time. */
    readonly keepSigningKeys: (at: Date) => Promise<void>;
  };
  readonly knownNetworks: {
    /** Whether the account signed in from this network since then. */
    readonly has: (accountId: string, networkMark: string, since: Date) => Promise<boolean>;
    /** Notes a visit, unless there is one since `unlessSince`; keeps the latest `keep` that are not older than `forgetBefore`. */
    readonly note: (
      accountId: string,
      networkMark: string,
      visit: { now: Date; unlessSince: Date; forgetBefore: Date; keep: number },
    ) => Promise<void>;
  };
  readonly outbox: Outbox;
};

export type UnitOfWork = UnitOfWorkOf<Repositories>;

export type PasswordHasher = {
  readonly hash: (password: string) => Promise<string>;
  readonly verify: (hash: string, password: string) => Promise<boolean>;
  /** Whether a hash was made with weaker parameters than today's. */
  readonly isOutdated: (hash: string) => boolean;
  /** A hash of nothing anybody knows, for accounts that do not exist. */
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

/** Opaque tokens: random ones, their hashes, and the one child a refresh token may have. */
export type OpaqueTokens = {
  readonly make: () => string;
  readonly hashOf: (token: string) => string;
  readonly childOf: (token: string) => string;
};

/** Names that stand for an account, or for an account at a network; nobody can tell which. */
export type Marks = {
  readonly ofAccount: (emailKey: string) => string;
  readonly ofNetwork: (emailKey: string, network: string) => string;
};

/** Attempts at passwords, counted by lane so that guessing is slow. */
export type Guesses = {
  /** Takes an attempt. Throws Problem `rate-limited` when there is none left, `rate-limit-unavailable` when nobody can count. */
  readonly take: (lane: string) => Promise<void>;
  readonly giveBack: (lane: string) => Promise<void>;
};

/** How long a signing key waits, signs and lingers. */
export type KeyTimes = {
  /** From its publication until it signs: all verifiers know it by then. */
  readonly overlapSeconds: number;
  /** From the first signature of its successor until it is withdrawn: its last token has expired by then. */
  readonly retirementSeconds: number;
  readonly rotationDays: number;
};

export type KeySealer = {
  readonly makeKey: (kid: string) => Promise<{ publicJwk: PublicJwk; privateJwkSealed: string }>;
};

export type World = {
  readonly unitOfWork: UnitOfWork;
  readonly passwords: PasswordHasher;
  readonly blocklist: PasswordBlocklist;
  readonly signer: AccessTokenSigner;
  readonly keys: KeySealer;
  readonly keyTimes: KeyTimes;
  readonly opaqueTokens: OpaqueTokens;
  readonly marks: Marks;
  readonly guesses: Guesses;
  readonly clock: { readonly now: () => Date };
  readonly identifiers: { readonly uuid: () => string };
  /** Answers no sooner than a fixed time after the start, so that the time taken tells nothing. */
  readonly evenTime: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly refreshFamilyDays: number;
};
