import { type RosterFile, rosterFiles } from '@ai-teacher/contracts/rosters/rosters.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import { referencesOf } from '../../../domain/rosters/bundle/columns.ts';
import type { Staging } from '../../../domain/rosters/ports.ts';
import { rowsByHand } from './made-by-hand.ts';

const uuidPattern = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(-guardian|)$';

/** The staged cells that may name a thing of a file: the ids of its rows, and references of other rows. */
const cellsNaming = (file: RosterFile): string => {
  const references = rosterFiles.flatMap(referencesOf).filter(({ of }) => of === file);
  const ofOneId = references.filter(({ many }) => !many);
  const ofManyIds = references.filter(({ many }) => many);
  const rows = (name: string): string => `roster_id = (select id from import) and file = '${name}'`;
  return [
    `select sourced_id as id from roster_row where ${rows(file)}`,
    ...ofOneId.map(
      ({ file: from, column }) => `select fields ->> '${column}' from roster_row where ${rows(from)}`,
    ),
    ...ofManyIds.map(
      ({ file: from, column }) => `select btrim(cell.id) from roster_row
         cross join lateral unnest(string_to_array(fields ->> '${column}', ',')) cell (id) where ${rows(from)}`,
    ),
  ].join(' union all ');
};

/** SQL of the lock for an institution, of which `institution` is the id. */
const namingLock = (institution: string): string =>
  `hashtextextended('named things ' || ${institution}::text, 0)`;

/**
 * Waits until no bundle is naming people of the institution of a person, and lets none begin until the end of
 * the transaction. A lock of the people themselves would last as long as the naming of a million people, and
 * no profile of them could be changed meanwhile.
 */
export const waitForNaming = async (em: EntityManager, personId: string): Promise<void> => {
  await em.execute(
    `select pg_advisory_xact_lock(${namingLock('institution_id')}) from profile where id = ?`,
    [personId],
  );
};

/**
 * Stores the rows of things made by hand that a bundle names by their own ids, as an export does. With these
 * rows, the bundle recognises the things as imported ones.
 */
export const nameOwnThings = (unitOfWork: UnitOfWork<EntityManager>): Pick<Staging, 'nameOwnThings'> => ({
  nameOwnThings: ({ id, institutionId }, version) =>
    unitOfWork.run(async (em) => {
      // The next statement sees the people who were erased before it.
      await em.execute(`select pg_advisory_xact_lock_shared(${namingLock('?::uuid')})`, [institutionId]);
      for (const file of rosterFiles)
        await em.execute(
          `with import (id, institution_id) as (values (?::uuid, ?::uuid)),
           own as materialized (
             select distinct left(cell.id, 36)::uuid as id from (${cellsNaming(file)}) cell
             where case when length(cell.id) in (36, 45) then cell.id ~ '${uuidPattern}' end)
           insert into roster_record as known (institution_id, file, sourced_id, target_id, fields, by_hand)
           select import.institution_id, '${file}', made.sourced_id, made.target_id, made.fields, true
           from import cross join (${rowsByHand({
             file,
             version,
             institution: '(select institution_id from import)',
             where: 't.id in (select id from own)',
           })}) made
           on conflict (institution_id, file, sourced_id) do update
             set target_id = excluded.target_id, fields = excluded.fields, ended_at = null
             where known.by_hand`,
          [id, institutionId],
        );
    }),
});
