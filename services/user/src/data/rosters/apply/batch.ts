import type { RosterFaultCode } from '@ai-teacher/contracts/rosters/roster-faults.ts';
import type { RosterFile } from '@ai-teacher/contracts/rosters/rosters.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import { institutionDays } from '../../time-zone.repository.ts';
import type { Place } from './apply-rules.ts';
import { isOfBatch } from './is-of-batch.ts';
import { minLine } from './min-line.ts';

/** Parents are made before their children. */
export const hasParent: Readonly<Partial<Record<RosterFile, string>>> = {
  orgs: 'parentSourcedId',
  academicSessions: 'parentSourcedId',
};

/** The rule of imports of units. `finds`: whether the temporary table `batch` has a row outside the unit. */
export type OutsideRule = {
  readonly code: RosterFaultCode;
  readonly sentence: string;
  readonly finds: (em: EntityManager, rosterId: string, file: RosterFile) => Promise<boolean>;
};

export type Batch = Place & {
  readonly id: string;
  /** The unit of the import; null: the whole institution. */
  readonly unitId: string | null;
  readonly outside: OutsideRule;
  readonly clock: Clock;
  readonly file: RosterFile;
  readonly part: 'made' | 'ended';
};
export type Taken = { readonly count: number; readonly first: number; readonly last: number };
export type Next = { readonly limit: number; readonly after: number };

/** A worker that counts as dead may still run. Its batches and those of its successor follow one another. */
export const lockRoster = (em: EntityManager, { id }: Batch): Promise<unknown> =>
  em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`roster ${id}`]);

/**
 * Locks the institution's next steps in the temporary table `batch`; returns their number, and their first
 * and last line. The scalar limit makes the row of each step a look-up. A join may read all rows before the
 * first step of the batch, so each batch of a long file would cost more than the one before.
 *
 * @param after the line up to which no step is left. Removed steps stay in the index for a time.
 */
export const takeBatch = async (
  em: EntityManager,
  { id, institutionId, file, part, clock }: Batch,
  { limit, after }: Next,
): Promise<Taken> => {
  const today = await institutionDays(em).of(institutionId, clock.now());
  const parent = part === 'made' ? hasParent[file] : undefined;
  const ready =
    parent === undefined
      ? ''
      : `and (r.fields ->> '${parent}' is null or exists (select from roster_record k
           where k.institution_id = ? and k.file = s.file and k.sourced_id = r.fields ->> '${parent}'
             and k.ended_at is null))`;
  await em.execute(
    `create temporary table batch on commit drop as
     select s.roster_id, s.line, s.action, s.sourced_id, s.target_id, r.fields, ?::date as today
     from roster_step s left join lateral (select fields from roster_row
       where roster_id = s.roster_id and file = s.file and line = s.line limit 1) r on true
     where s.roster_id = ? and s.file = ? and s.line > ? and (s.action = 'end') = ? ${ready}
     order by s.line limit ?`,
    [today, id, file, after, part === 'ended', ...(parent === undefined ? [] : [institutionId]), limit],
  );
  const [row] = await em.execute<Taken[]>(
    `select count(*)::int as count, coalesce(min(line), ${minLine}) as first,
       coalesce(max(line), ${minLine}) as last from batch`,
  );
  const taken = row ?? { count: 0, first: minLine, last: minLine };
  // Without statistics the planner takes the batch for some rows, and joins each with all rows of a table.
  if (taken.count > 1) await em.execute('analyze batch (line, action, target_id)');
  // A child waits for its parent, which may stand behind it.
  return parent === undefined ? taken : { ...taken, last: minLine };
};

export const storeRecords = async (
  em: EntityManager,
  { institutionId, file, part }: Batch,
): Promise<void> => {
  if (part === 'ended')
    await em.execute(
      `update roster_record k set ended_at = now()
       where k.institution_id = ? and k.file = ? and ${isOfBatch('k.sourced_id', '', 'sourced_id')}`,
      [institutionId, file],
    );
  else {
    // A plain insert costs two thirds of one that may meet an existing row.
    await em.execute(
      `insert into roster_record (institution_id, file, sourced_id, target_id, fields)
       select ?, ?, sourced_id, target_id, fields from batch where action = 'create'`,
      [institutionId, file],
    );
    // A changed thing becomes an imported one, also when people made it.
    // No update with a join: without statistics it compares each record of the file with each row.
    await em.execute(
      `insert into roster_record (institution_id, file, sourced_id, target_id, fields)
       select ?, ?, sourced_id, target_id, fields from batch where action = 'change'
       on conflict (institution_id, file, sourced_id)
       do update set target_id = excluded.target_id, fields = excluded.fields, ended_at = null,
         by_hand = false`,
      [institutionId, file],
    );
  }
};

export const removeSteps = (em: EntityManager, { id, file }: Batch): Promise<unknown> =>
  em.execute(
    `delete from roster_step s where s.roster_id = ? and s.file = ? and ${isOfBatch('s.line', '', 'line')}`,
    [id, file],
  );
