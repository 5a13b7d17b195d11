import type { AuditTrail } from '../ports.ts';

export type PublicJwk = {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: 'ES256';
};

/** A published key. It signs from `signsAt` until the next key signs. */
export type SigningKey = {
  readonly kid: string;
  readonly publicJwk: PublicJwk;
  readonly privateJwkSealed: string;
  readonly createdAt: Date;
  readonly signsAt: Date;
};

/** An entry in the list of keys for admins, published or retired. */
export type KeyRecord = Pick<SigningKey, 'kid' | 'createdAt' | 'signsAt'> & {
  readonly retiredAt: Date | null;
};

export type SigningKeyRepository = {
  /** Blocks every other caller of `lock` until the transaction ends. */
  readonly lock: () => Promise<void>;
  /** Published keys, latest `signsAt` first. */
  readonly listPublished: () => Promise<SigningKey[]>;
  /** The ids of the same keys in the same order. */
  readonly listPublishedIds: () => Promise<string[]>;
  /** The latest keys, retired ones included, newest first. */
  readonly listAll: (limit: number) => Promise<KeyRecord[]>;
  readonly insert: (key: SigningKey) => Promise<void>;
  readonly replaceSeal: (kid: string, privateJwkSealed: string) => Promise<void>;
  /** Retires a key and deletes its private half. */
  readonly retire: (kid: string, now: Date) => Promise<void>;
};

export type SigningKeyJobs = {
  /** Schedules a run of `maintainSigningKeys` at the time `at`. */
  readonly maintainSigningKeys: (at: Date) => Promise<void>;
};

export type Repositories = {
  readonly signingKeys: SigningKeyRepository;
  readonly audit: AuditTrail;
  readonly jobs: SigningKeyJobs;
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
  /**
   * Seals a private half with the current secret. Returns undefined when it is sealed so already, and throws
   * UnknownSeal when no configured secret opens it.
   */
  readonly reseal: (kid: string, privateJwkSealed: string) => string | undefined;
};
