import type { FactKind } from '@ai-teacher/contracts/access/access-facts.ts';
import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import { type FactDigest, type FactGroup, idsWith } from '../domain/fact-source.ts';

/** A table of facts, as columns or expressions in SQL. */
export type DigestedTable = {
  readonly table: string;
  readonly id: string;
  /** Changes with each change of the fact that matters to a receiver. */
  readonly stamp: string;
  /** The text of all fields but the id. */
  readonly content: string;
  /** The condition of the rows that are facts; absent: all rows. */
  readonly condition?: string;
};

const sumOf = (text: string): string => `sum(('x' || left(md5(${text}), 15))::bit(60)::bigint)::text`;

/**
 * Reads the digests of a group of buckets in one statement. The owner of the facts and the receivers use it,
 * so both calculate the same sums. `md5` is the same in every version of PostgreSQL, unlike its hashes for
 * indexes.
 */
export const readDigests = (
  em: EntityManager,
  tables: Readonly<Record<FactKind, DigestedTable>>,
  { group, institutionId }: FactGroup,
): Promise<FactDigest[]> => {
  const kinds = Object.entries(tables);
  const ofOne = institutionId === undefined ? [] : [institutionId];
  const selects = kinds.map(
    ([kind, { table, id, stamp, content, condition = 'true' }]) => `
      select '${kind}' as kind, left(${id}::text, 3) as bucket, count(*)::int as count,
        ${sumOf(`${id}::text || ${stamp}`)} as hash,
        ${sumOf(`${id}::text || ' ' || ${stamp} || ' ' || ${content}`)} as "contentHash"
      from ${table}
      where ${id} between ?::uuid and ?::uuid and ${condition}
        ${institutionId === undefined ? '' : 'and institution_id = ?'}
      group by 2`,
  );
  return em.execute<FactDigest[]>(
    selects.join(' union all '),
    kinds.flatMap(() => [...idsWith(group), ...ofOne]),
  );
};
