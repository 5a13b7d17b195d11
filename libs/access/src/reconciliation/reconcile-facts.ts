import type { FactKind } from '@ai-teacher/contracts/access/access-facts.ts';
import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { FactDigest, FactGroup, FactScope, FactSource } from '../domain/fact-source.ts';
import { digestedTables } from './digested-tables.ts';
import { readDigests } from './fact-digests.ts';
import { noRepairs, type Repairs, repairBucket, sumOf } from './repair-facts.ts';

export type ReconcileFactsDeps = {
  readonly unitOfWork: UnitOfWork<EntityManager>;
  readonly source: FactSource;
  /** Ends the reconciliation between two pages of facts. */
  readonly signal: AbortSignal;
  /** Receives the repairs of each kind that needed some. */
  readonly report: (kind: FactKind, repairs: Repairs) => void;
};

const groups = [...'0123456789abcdef'];

/**
 * Finds and repairs the differences between the projection and the facts of their owner. Digests are
 * compared first, so that only buckets that differ are read. The memory holds one page of facts.
 *
 * Repaired buckets are committed one by one. After an interruption the next run finds them equal and
 * continues with the others.
 *
 * @param scope one institution, or all.
 */
export const reconcileFacts = async (deps: ReconcileFactsDeps, scope: FactScope = {}): Promise<void> => {
  const repairs = new Map<FactKind, Repairs>();
  try {
    for (const group of groups)
      for (const bucket of await differingBuckets(deps, { ...scope, group })) {
        deps.signal.throwIfAborted();
        const found = await repairBucket(deps, { ...scope, ...bucket });
        repairs.set(bucket.kind, sumOf(repairs.get(bucket.kind) ?? noRepairs, found));
      }
  } finally {
    for (const [kind, found] of repairs)
      if (found.added + found.changed + found.removed > 0) deps.report(kind, found);
  }
};

type Bucket = Pick<FactDigest, 'kind' | 'bucket'>;

const differingBuckets = async (
  { unitOfWork, source, signal }: ReconcileFactsDeps,
  group: FactGroup,
): Promise<readonly Bucket[]> => {
  signal.throwIfAborted();
  const owners = await source.readDigests(group);
  const own = await unitOfWork.run((em) => readDigests(em, digestedTables, group), { readOnly: true });
  const differing = new Map<string, Bucket>();
  for (const digest of [...notIn(own, owners), ...notIn(owners, own)]) differing.set(nameOf(digest), digest);
  return [...differing.values()].map(({ kind, bucket }) => ({ kind, bucket }));
};

const nameOf = ({ kind, bucket }: Bucket): string => `${kind} ${bucket}`;

/** The digests that the others lack or contradict. */
const notIn = (others: readonly FactDigest[], digests: readonly FactDigest[]): readonly FactDigest[] => {
  const known = new Map(others.map((digest) => [nameOf(digest), digest]));
  return digests.filter((digest) => {
    const other = known.get(nameOf(digest));
    return other?.count !== digest.count || other.hash !== digest.hash || !haveSameContent(digest, other);
  });
};

const haveSameContent = (one: FactDigest, other: FactDigest): boolean =>
  one.contentHash === undefined || other.contentHash === undefined || one.contentHash === other.contentHash;
