import type { AccessFact, FactKind } from '@ai-teacher/contracts/access/access-facts.ts';

/** The facts of one institution, or all facts. */
export type FactScope = { readonly institutionId?: string | undefined };

/** A group contains 256 buckets of each kind. Its name is the first hexadecimal digit of the ids in it. */
export type FactGroup = FactScope & { readonly group: string };

/** The name of a bucket is the first three hexadecimal digits of the ids in it. */
export type FactBucket = FactScope & { readonly kind: FactKind; readonly bucket: string };

/** The number of facts in a bucket, and a sum over their ids and versions. */
export type FactDigest = {
  readonly kind: FactKind;
  readonly bucket: string;
  readonly count: number;
  readonly hash: string;
  /** A sum over all fields of the facts. A user of the version before states none. */
  readonly contentHash?: string | undefined;
};

export type FactPage = {
  /** In the order of their ids. */
  readonly items: readonly AccessFact[];
  /** The id after which the next page begins; null on the last page. */
  readonly next: string | null;
};

/** The owner of the facts. */
export type FactSource = {
  /** The digests of the buckets that contain a fact. */
  readonly readDigests: (group: FactGroup) => Promise<readonly FactDigest[]>;
  readonly listFacts: (page: FactBucket & { readonly after?: string | undefined }) => Promise<FactPage>;
};

/** The smallest and the largest id that begin with these hexadecimal digits, eight digits at most. */
export const idsWith = (digits: string): readonly [string, string] => [
  `${digits.padEnd(8, '0')}-0000-0000-0000-000000000000`,
  `${digits.padEnd(8, 'f')}-ffff-ffff-ffff-ffffffffffff`,
];
