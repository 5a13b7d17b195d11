export type PasswordHasher = {
  /**
   * Refuses a password that `hash` and `verify` would refuse now, before any other work is done for it. The
   * decision depends on no account.
   *
   * @throws Problem `authentication-busy`.
   */
  readonly requireRoom: () => void;
  readonly hash: (password: string) => Promise<string>;
  readonly verify: (hash: string, password: string) => Promise<boolean>;
  /** Whether a hash was made with parameters weaker than the current ones. */
  readonly isOutdated: (hash: string) => boolean;
  /** The hash of a random value, verified in place of the hash of an account that does not exist. */
  readonly decoy: string;
};

export type PasswordBlocklist = {
  readonly isCommon: (password: string) => boolean;
  /** The names of the product and of the institution, which everybody at this installation knows. */
  readonly localNames: readonly string[];
};

/** Reduces a valid IP address to the network that one subscriber uses. */
export type NetworkOf = (address: string) => string;

/** Keyed hashes that stand for an account, or for an account at a network, without revealing either. */
export type Pseudonyms = {
  readonly ofAccount: (emailKey: string) => string;
  readonly ofNetwork: (emailKey: string, network: string) => string;
};

/** Counts password attempts by bucket, so that guessing is slow. */
export type PasswordAttempts = {
  /**
   * Counts an attempt. Throws Problem `rate-limited` with the time until the bucket admits the next attempt,
   * or `rate-limit-unavailable` when the attempt cannot be counted.
   */
  readonly consume: (bucket: string) => Promise<void>;
  readonly giveBack: (bucket: string) => Promise<void>;
};

/**
 * Counts the refused attempts of a bucket within an hour. Returns the number so far, or undefined when Redis
 * could not count.
 */
export type RefusalCounter = (bucket: string) => Promise<number | undefined>;

/** When the password of a session was last entered: at its sign-in, or at a later confirmation. */
export type PasswordConfirmations = {
  /** Returns undefined when the session has ended or expired, or never existed. */
  readonly lastOf: (sessionId: string, now: Date) => Promise<Date | undefined>;
  /** Returns false when the session has ended or expired, or never existed. */
  readonly record: (sessionId: string, now: Date) => Promise<boolean>;
};

/** The dangerous operations of each admin. */
export type DangerousActs = {
  /**
   * Records an operation of an admin and returns the times of all since `since`, this one included, oldest
   * first. Blocks every other call for the same admin until the transaction ends.
   */
  readonly record: (actorId: string, act: { now: Date; since: Date }) => Promise<Date[]>;
};

/** The networks from which each account has signed in, by pseudonym. */
export type KnownNetworkRepository = {
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
