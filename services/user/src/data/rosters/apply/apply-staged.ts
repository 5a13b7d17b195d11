import type { RosterFile } from '@ai-teacher/contracts/rosters/rosters.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { BundleFault } from '../../../domain/rosters/bundle/bundle-fault.ts';
import type { RosterLimits, Staging } from '../../../domain/rosters/ports.ts';
import { peopleFiles, settleRoles } from './apply-people.ts';
import { type ApplyBatch, placeFiles } from './apply-places.ts';
import { BrokenRule, requireRules } from './apply-rules.ts';
import {
  type Batch,
  hasParent,
  lockRoster,
  type Next,
  type OutsideRule,
  removeSteps,
  storeRecords,
  type Taken,
  takeBatch,
} from './batch.ts';
import { literal } from './fault-code.ts';
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

/** `trying` receives the first line before the batch has an effect. */
type Trying = Next & { readonly trying: (line: number) => void };

const applyBatch = async (em: EntityManager, batch: Batch, { trying, ...next }: Trying): Promise<Taken> => {
  await lockRoster(em, batch);
  const taken = await takeBatch(em, batch, next);
  trying(taken.first);
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

/**
 * Rejects the row that broke a rule or a constraint alone. Returns 0 without an effect when another worker
 * rejected the row meanwhile, because the next row has not failed.
 */
const rejectRow = async (
  em: EntityManager,
  batch: Batch,
  { error, line, after }: { readonly error: unknown; readonly line: number; readonly after: number },
): Promise<number> => {
  await lockRoster(em, batch);
  const { count, first } = await takeBatch(em, batch, { limit: 1, after });
  if (count === 0 || first !== line) return 0;
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
      for (;;) {
        let line = minLine;
        const trying = (first: number): void => {
          line = first;
        };
        try {
          const next = { limit: batchSizes[size] ?? 1, after, trying };
          const { count, last } = await unitOfWork.run((em) => applyBatch(em, batch, next));
          applied = { part: name, line: last };
          size = Math.min(size + 1, batchSizes.length - 1);
          if (part === 'made') made += count;
          if (count === 0 && made >= analyzedRows) await unitOfWork.run((em) => refreshStatistics(em, file));
          if (count === 0) made = 0;
          return count > 0 ? count : unitOfWork.run((em) => rejectLeft(em, batch));
        } catch (error) {
          if (!(error instanceof BrokenRule || isViolation(error))) throw error;
          if (size > 0) size -= 1;
          else {
            const rejected = await unitOfWork.run((em) => rejectRow(em, batch, { error, line, after }));
            if (rejected > 0) return rejected;
          }
        }
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
