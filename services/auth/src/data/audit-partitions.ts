import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import { removeExpired, setLockTimeout } from '@ai-teacher/service-kit/database/remove-expired.ts';

/** A month of the audit trail in UTC: its partition and its bounds, the upper one excluded. */
type Month = { readonly partition: string; readonly from: string; readonly to: string };

const monthsAhead = 2;
const defaultPartition = 'audit_entry_default';

/** An arbitrary number of its own. Replicas change the partitions one after the other. */
const partitionLock = 7_301_443;

/**
 * Creates the partitions of the current month and the next two, then removes what was written before the
 * given time: whole partitions, and expired rows of the default partition. Entries without a partition of
 * their own are stored in the default one, so writing an entry never fails for want of a partition.
 *
 * @returns the number of removed entries.
 */
export const maintainAuditPartitions = async (
  em: EntityManager,
  { before, limit }: { readonly before: Date; readonly limit: number },
): Promise<number> => {
  await em.execute(setLockTimeout);
  await em.execute('select pg_advisory_xact_lock(?)', [partitionLock]);
  for (let ahead = 0; ahead <= monthsAhead; ahead += 1) await createPartition(em, await monthOf(em, ahead));
  const dropped = await dropPartitions(em, before);
  const removed = await removeExpired(em, {
    table: defaultPartition,
    condition: 'at < $before',
    before,
    limit,
  });
  return dropped + removed;
};

const monthOf = async (em: EntityManager, ahead: number): Promise<Month> => {
  const [month] = await em.execute<Month[]>(
    `select to_char(start, '"audit_entry_"YYYY_MM') as partition,
       to_char(start, 'YYYY-MM-DD "00:00+00"') as from,
       to_char(start + interval '1 month', 'YYYY-MM-DD "00:00+00"') as to
     from (select date_trunc('month', now() at time zone 'UTC') + make_interval(months => ?) as start) month`,
    [ahead],
  );
  if (month === undefined) throw new Error('the database returned no month');
  return month;
};

/** Entries of the month that were stored in the default partition move into the new one. */
const createPartition = async (em: EntityManager, { partition, from, to }: Month): Promise<void> => {
  const [found] = await em.execute<{ exists: boolean }[]>('select to_regclass(?) is not null as exists', [
    partition,
  ]);
  if (found?.exists === true) return;
  await em.execute(`create table ${partition} (like audit_entry including defaults including constraints)`);
  await em.execute(
    `with moved as (delete from ${defaultPartition} where at >= ?::timestamptz and at < ?::timestamptz returning *)
     insert into ${partition} select * from moved`,
    [from, to],
  );
  await em.execute(
    `alter table audit_entry attach partition ${partition} for values from ('${from}') to ('${to}')`,
  );
};

const dropPartitions = async (em: EntityManager, before: Date): Promise<number> => {
  const partitions = await em.execute<{ name: string }[]>(
    `select child.relname as name from pg_inherits
     join pg_class child on child.oid = inhrelid
     where inhparent = 'audit_entry'::regclass and child.relname ~ '^audit_entry_\\d{4}_\\d{2}$'
       and to_date(right(child.relname, 7), 'YYYY_MM') + interval '1 month' <= ?::timestamptz at time zone 'UTC'`,
    [before],
  );
  let entries = 0;
  for (const { name } of partitions) {
    const [counted] = await em.execute<{ entries: number }[]>(`select count(*)::int as entries from ${name}`);
    entries += counted?.entries ?? 0;
    await em.execute(`drop table ${name}`);
  }
  return entries;
};
