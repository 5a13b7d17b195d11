import type { AccessFact } from '@ai-teacher/contracts/access/access-facts.ts';
import { listFacts, readFactDigests } from '@ai-teacher/contracts/access/fact-exchange.ts';
import { expect } from '@jest/globals';
import type { TimetableCase } from '../app/timetable-tests.ts';
import { readRows } from '../parts/read-rows.ts';
import { answering } from './mesh-stand-in.ts';

/** Replaces the service user as the owner of these guardian links, which are all facts that it has. */
export const factOwner = (links: readonly Extract<AccessFact, { kind: 'guardian' }>[]) => {
  const bucketOf = ({ guardianLinkId }: (typeof links)[number]): string => guardianLinkId.slice(0, 3);
  return [
    // A projection never has this hash, so every bucket with a fact differs.
    answering(readFactDigests, ({ body }) => ({
      items: [...new Set(links.map(bucketOf))]
        .filter((bucket) => bucket.startsWith(body.group))
        .map((bucket) => ({ kind: 'guardian' as const, bucket, count: 1, hash: '0' })),
    })),
    answering(listFacts, ({ body }) => ({
      items: links.filter((link) => body.kind === 'guardian' && bucketOf(link) === body.bucket),
      next: null,
    })),
  ] as const;
};

const link = {
  kind: 'guardian',
  guardianLinkId: crypto.randomUUID(),
  guardianId: crypto.randomUUID(),
  studentId: crypto.randomUUID(),
  institutionId: crypto.randomUUID(),
  ended: false,
  version: 1,
} as const;

/** The neighbour of a service whose timetable contains the reconciliation of facts about rights. */
export const reconciliationNeighbour = factOwner([link]);

/** Proves that a projection is equal to the facts of `reconciliationNeighbour`. */
export const expectReconciled = async (databaseUrl: string): Promise<void> => {
  expect(await readRows(databaseUrl, 'select guardian_link_id as id from access_guardian')).toEqual([
    { id: link.guardianLinkId },
  ]);
  expect(await readRows(databaseUrl, 'select from access_class')).toEqual([]);
  expect(await readRows(databaseUrl, 'select from access_reconciliation')).toHaveLength(1);
};

/** A projection without a fact of its owner, and with a class that the owner does not know. */
export const reconciliationCase: TimetableCase = {
  arrange: async (databaseUrl) => {
    await readRows(databaseUrl, 'delete from access_reconciliation');
    await readRows(
      databaseUrl,
      `insert into access_class (class_id, institution_id, unit_id, valid_from, valid_until, archived, version)
       values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), '2026-09-01', '2027-07-01', false, 1)`,
    );
  },
  assert: expectReconciled,
};
