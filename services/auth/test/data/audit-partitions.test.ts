import { createDatabase } from '@ai-teacher/service-kit/database/database.ts';
import { createLifecycle, type Lifecycle } from '@ai-teacher/service-kit/lifecycle.ts';
import { createLogger } from '@ai-teacher/service-kit/logger.ts';
import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AuditPartitions } from '../../migrations/0008-audit-partitions.ts';
import { maintainAuditPartitions } from '../../src/data/audit-partitions.ts';

const logger = createLogger({ service: 'audit-test', level: 'silent' });
let own: OwnDatabase;
let lifecycle: Lifecycle;
beforeEach(async () => {
  own = await createTestDatabase('auth');
  lifecycle = createLifecycle({ logger });
});
afterEach(async () => {
  await lifecycle.close();
  await own.drop();
});

const rows = (sql: string) => readRows(own.url, sql);
const entriesByPartition = () =>
  rows(
    `select tableoid::regclass::text as partition, kind from audit_entry
     where request_id = 'test' order by kind`,
  );
const insertEntry = (kind: string, at: string) =>
  rows(
    `insert into audit_entry (id, at, kind, request_id) values (gen_random_uuid(), ${at}, '${kind}', 'test')`,
  );
const monthName = (at: string) => `to_char((${at}) at time zone 'UTC', '"audit_entry_"YYYY_MM')`;

describe('the audit trail', () => {
  it('takes an entry of a month without a partition, and moves it when the partition is created', async () => {
    const [named] = await rows(`select ${monthName('now()')} as month`);
    await rows(`drop table ${named?.month}`);
    await insertEntry('written today', 'now()');
    expect(await entriesByPartition()).toEqual([{ partition: 'audit_entry_default', kind: 'written today' }]);
    const unitOfWork = createDatabase({ url: own.url, entities: [], lifecycle }).unitOfWork((em) => em);
    const maintain = () =>
      unitOfWork.run((em) => maintainAuditPartitions(em, { before: new Date(0), limit: 500 }));
    expect(await Promise.all([maintain(), maintain(), maintain()])).toEqual([0, 0, 0]);
    expect(await entriesByPartition()).toEqual([{ partition: named?.month, kind: 'written today' }]);
  });

  it('retains the entries of earlier versions, each in the partition of its month', async () => {
    // The table of the earlier versions.
    await rows('drop table audit_entry');
    await rows(`
      create table audit_entry (id uuid primary key, at timestamptz not null, kind text not null,
        account_id uuid, request_id text not null, actor_id uuid)`);
    await rows('create index audit_entry_account on audit_entry (account_id, at)');
    const inMay = `now() - interval '5 months'`;
    await insertEntry('1 five months ago', inMay);
    await insertEntry('2 today', 'now()');
    const migration = new AuditPartitions(
      ...([] as unknown as ConstructorParameters<typeof AuditPartitions>),
    );
    migration.up();
    for (const query of migration.getQueries()) await rows(String(query));
    const [named] = await rows(`select ${monthName(inMay)} as may, ${monthName('now()')} as month`);
    expect(await entriesByPartition()).toEqual([
      { partition: named?.may, kind: '1 five months ago' },
      { partition: named?.month, kind: '2 today' },
    ]);
  });
});
