import type { RosterFaultCode } from '@ai-teacher/contracts/rosters/roster-faults.ts';
import type { RosterFile } from '@ai-teacher/contracts/rosters/rosters.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { BundleFault } from '../../../domain/rosters/bundle/bundle-fault.ts';
import type { RosterLimits, Staging } from '../../../domain/rosters/ports.ts';
import { institutionDays } from '../../time-zone.repository.ts';
import { peopleFiles, settleRoles } from './apply-people.ts';
import { type ApplyBatch, placeFiles } from './apply-places.ts';
import { BrokenRule, type Place, requireRules } from './apply-rules.ts';
import { literal } from './fault-code.ts';
import { isOfBatch } from './is-of-batch.ts';
import { endLinks, linkNext } from './link-guardians.ts';
import { minLine } from './min-line.ts';

const files: Readonly<Record<RosterFile, Readonly<Record<'made' | 'ended', ApplyBatch>>>> = {
  ...placeFiles,
  ...peopleFiles,
};

const conflict: Pick<BundleFault, 'code' | 'sentence'> = {
  code: 'conflict',
  sentence: 'The row contradicts what the institution has, for example other dates.',
};

/** The tables whose statistics are refreshed after a number of applied rows of a file. */
const analyzedRows = 2_000;
const tableOf: Readonly<Partial<Record<RosterFile, string>>> = {
  orgs: 'academic_node',
  courses: 'course',
  users: 'profile',
  classes: 'class',
  enrollments: 'enrolment',
};

/**
 * Autovacuum comes a minute later at the earliest. Until then the planner takes a table of many new rows for
 * an empty one, and joins every row of a file with every other.
 */
const refreshStatistics = async (em: EntityManager, file: RosterFile): Promise<void> => {
  // Without the cells: their statistics cost a multiple of all others, and no plan needs them.
  await em.execute('analyze roster_record (institution_id, file, sourced_id, target_id, ended_at)');
  const table = tableOf[file];
  if (table !== undefined) await em.execute(`analyze ${table}`);
};

/** Rows of one transaction. The statements of a batch cost 15 to 20 ms, however few rows it has. */
export const maxBatchRows = 5_000;
/** A batch that the rules refuse is divided, until the refused row is alone and is rejected. */
const batchSizes = [1, 50, maxBatchRows] as const;
/** SQLSTATE class of violated constraints. */
const isViolation = (error: unknown): boolean =>
  /^23/.test((error as { readonly code?: string } | null)?.code ?? '');

/** Parents are made before their children. */
const hasParent: Readonly<Partial<Record<RosterFile, string>>> = {
  orgs: 'parentSourcedId',
  academicSessions: 'parentSourcedId',
};

/** The rule of imports of units. `finds`: whether the temporary table `batch` has a row outside the unit. */
export type OutsideRule = {
  readonly code: RosterFaultCode;
  readonly sentence: string;
  readonly finds: (em: EntityManager, rosterId: string, file: RosterFile) => Promise<boolean>;
};

type Batch = Place & {
  readonly id: string;
  /** The unit of the import; null: the whole institution. */
  readonly unitId: string | null;
  readonly outside: OutsideRule;
  readonly clock: Clock;
  readonly file: RosterFile;
  readonly part: 'made' | 'ended';
};
type Taken = { readonly count: number; readonly last: number };
type Next = { readonly limit: number; readonly after: number };

/**
 * Locks the institution's next steps in the temporary table `batch`; returns their number and last line. The
 * scalar limit makes the row of each step a look-up. A join may read all rows before the first step of the
 * batch, so each batch of a long file would cost more than the one before.
 *
 * @param after the line up to which no step is left. Removed steps stay in the index for a time.
 */
const takeBatch = async (
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
    `select count(*)::int as count, coalesce(max(line), ${minLine}) as last from batch`,
  );
  const taken = row ?? { count: 0, last: minLine };
  // Without statistics the planner takes the batch for some rows, and joins each with all rows of a table.
  if (taken.count > 1) await em.execute('analyze batch (line, action, target_id)');
  // A child waits for its parent, which may stand behind it.
  return parent === undefined ? taken : { ...taken, last: minLine };
};

const storeRecords = async (em: EntityManager, { institutionId, file, part }: Batch): Promise<void> => {
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

const removeSteps = (em: EntityManager, { id, file }: Batch): Promise<unknown> =>
  em.execute(
    `delete from roster_step s where s.roster_id = ? and s.file = ? and ${isOfBatch('s.line', '', 'line')}`,
    [id, file],
  );

const applyBatch = async (em: EntityManager, batch: Batch, next: Next): Promise<Taken> => {
  // A worker that counts as dead may still run. Its batches and those of its successor follow one another.
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`roster ${batch.id}`]);
  const taken = await takeBatch(em, batch, next);
  if (taken.count === 0) return taken;
  const { id, file, unitId, outside } = batch;
  if (unitId !== null && (await outside.finds(em, id, file)))
    throw new BrokenRule(outside.code, outside.sentence);
  if (batch.part === 'ended') await storeRecords(em, batch);
  await files[batch.file][batch.part](em, batch.institutionId);
  await requireRules(em, batch, batch.file, batch.part);
  if (batch.part === 'made') await storeRecords(em, batch);
  if (batch.file === 'roles') await settleRoles(em, batch.institutionId);
  await removeSteps(em, batch);
  return taken;
};

/** Rejects the next row, which breaks a rule or a constraint. */
const rejectNext = async (
  em: EntityManager,
  batch: Batch,
  { error, after }: { readonly error: unknown; readonly after: number },
): Promise<number> => {
  const { count } = await takeBatch(em, batch, { limit: 1, after });
  const { code, sentence } = error instanceof BrokenRule ? error : conflict;
  await em.execute(
    `insert into roster_fault (roster_id, file, line, code, sentence)
     select ?, ?, line, ?, ? from batch on conflict do nothing`,
    [batch.id, batch.file, code, sentence],
  );
  await removeSteps(em, batch);
  return count;
};

/** Rejects the rows whose parent was rejected while the bundle was applied. */
const rejectLeft = async (em: EntityManager, { id, file, part }: Batch): Promise<number> => {
  if (part === 'ended' || hasParent[file] === undefined) return 0;
  const [row] = await em.execute<{ count: number }[]>(
    `with gone as (delete from roster_step where roster_id = ? and file = ? and action <> 'end' returning line),
       reported as (insert into roster_fault (roster_id, file, line, place, code, sentence)
         select ?, ?, line, ?, ${literal('reference-rejected')}, 'The row of the parent was rejected.' from gone
         on conflict do nothing)
     select count(*)::int as count from gone`,
    [id, file, id, file, hasParent[file]],
  );
  return row?.count ?? 0;
};

export const stagedApplication = (
  unitOfWork: UnitOfWork<EntityManager>,
  world: { readonly limits: RosterLimits; readonly clock: Clock; readonly outside: OutsideRule },
): Pick<Staging, 'applyNext' | 'linkGuardians'> => {
  // A refused row makes the next batches small, so many refused rows never cost a large batch each.
  let size = batchSizes.length - 1;
  let made = 0;
  // Steps are planned before the first one is applied, so none appears behind this line.
  let applied = { part: '', line: minLine };
  return {
    applyNext: async ({ id, institutionId, unitId }, file, part) => {
      const batch = { id, institutionId, unitId, ...world, file, part };
      const name = `${id} ${file} ${part}`;
      const after = applied.part === name ? applied.line : minLine;
      for (;;)
        try {
          const next = { limit: batchSizes[size] ?? 1, after };
          const { count, last } = await unitOfWork.run((em) => applyBatch(em, batch, next));
          applied = { part: name, line: last };
          size = Math.min(size + 1, batchSizes.length - 1);
          if (part === 'made') made += count;
          if (count === 0 && made >= analyzedRows) await unitOfWork.run((em) => refreshStatistics(em, file));
          if (count === 0) made = 0;
          return count > 0 ? count : unitOfWork.run((em) => rejectLeft(em, batch));
        } catch (error) {
          if (!(error instanceof BrokenRule || isViolation(error))) throw error;
          if (size === 0) return unitOfWork.run((em) => rejectNext(em, batch, { error, after }));
          size -= 1;
        }
    },
    linkGuardians: async ({ id, institutionId }, signal) => {
      const roster = { id, institutionId, limits: world.limits };
      for (let last: string | undefined = ''; last !== undefined; ) {
        signal.throwIfAborted();
        const after: string = last;
        last = await unitOfWork.run((em) => linkNext(em, roster, after));
      }
      await unitOfWork.run((em) => endLinks(em, roster));
    },
  };
};
