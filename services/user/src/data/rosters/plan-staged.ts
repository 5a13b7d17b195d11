import type { RosterFile } from '@ai-teacher/contracts/rosters/rosters.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { FileReport, PlannedLines, Staging } from '../../domain/rosters/ports.ts';
import { currentState, isSame } from './current-state.ts';
import { holdRoster } from './staged-rows.ts';

/**
 * A new id of version 4, whose first 32 bits grow with the line over the whole range. Three indexes of ids
 * then receive neighbours after one another. With ids in no order, each row changes another page of each
 * index: three million enrolments cost twice the processor time and write four times the log.
 * Ids remain spread evenly, as the comparison of projections needs. Needs the last line of the file.
 */
const newId = `(lpad(to_hex((r.line::bigint << 32) / (?::bigint + 1)), 8, '0')
  || substr(gen_random_uuid()::text, 9))::uuid`;

/**
 * The user of a row of roles or profiles, planned or imported before. A removed row may have its id alone.
 * Needs the institution.
 */
const userOfRow = `case when r.ends then k.target_id else coalesce(
  (select target_id from roster_step u where u.roster_id = r.roster_id and u.file = 'users'
    and u.sourced_id = r.fields ->> 'userSourcedId' and u.action = 'create'),
  (select target_id from roster_record u where u.institution_id = ? and u.file = 'users'
    and u.sourced_id = r.fields ->> 'userSourcedId')) end`;

/** Rows of roles and profiles belong to a person; all other rows are things with an id of their own. */
const belongsToUser = (file: RosterFile): boolean => file === 'roles' || file === 'userProfiles';

/**
 * The id of the thing of a record. The receivers of events know the last version of a removed enrolment, so
 * one that is made again has a new id.
 */
const knownId = (file: RosterFile): string => (file === 'enrollments' ? 't.id' : 'k.target_id');

type Plans = Pick<Staging, 'planLines' | 'planAbsent' | 'report' | 'countFaults' | 'countSteps'>;

const count = async (em: EntityManager, sql: string, given: readonly unknown[]): Promise<number> =>
  (await em.execute<{ count: number }[]>(`select count(*)::int as count from ${sql}`, [...given]))[0]
    ?.count ?? 0;

const isDuplicate = (error: unknown): boolean =>
  (error as { readonly code?: string } | null)?.code === '23505';

/**
 * Plans the steps of lines. A plain insert costs two thirds of one that may meet an existing row. Steps exist
 * only while a worker that counts as dead still runs.
 */
const planInto = async (
  em: EntityManager,
  { institutionId }: { readonly institutionId: string },
  { rosterId, file, from, to, last }: PlannedLines,
  onConflict: '' | 'on conflict do nothing',
): Promise<void> => {
  const { join } = currentState[file];
  const target = belongsToUser(file)
    ? { sql: userOfRow, given: institutionId }
    : { sql: `coalesce(${knownId(file)}, ${newId})`, given: last };
  await holdRoster(em, rosterId);
  await em.execute(
    `insert into roster_step (roster_id, file, line, action, sourced_id, target_id)
     select * from (
       select r.roster_id, r.file, r.line, case
         when r.ends then case when k.ended_at is null and k.target_id is not null then 'end' end
         when k.target_id is null then 'create'
         when k.ended_at is not null or not ${isSame(file)} then 'change' end as action,
         r.sourced_id, ${target.sql} as target_id
       from roster_row r
         left join roster_record k on k.institution_id = ? and k.file = r.file and k.sourced_id = r.sourced_id
         ${join}
       where r.roster_id = ? and r.file = ? and r.line > ? and r.line <= ?
         and not exists (select from roster_fault f where f.roster_id = r.roster_id and f.file = r.file
           and f.line = r.line) offset 0) planned
     where action is not null and target_id is not null
     ${onConflict}`,
    [target.given, institutionId, rosterId, file, from, to],
  );
};

export const stagedPlans = (unitOfWork: UnitOfWork<EntityManager>): Plans => ({
  planLines: async (roster, lines) => {
    try {
      await unitOfWork.run((em) => planInto(em, roster, lines, ''));
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      await unitOfWork.run((em) => planInto(em, roster, lines, 'on conflict do nothing'));
    }
  },
  planAbsent: async ({ id, institutionId }, file) => {
    await unitOfWork.run(async (em) => {
      await holdRoster(em, id);
      await em.execute(
        `insert into roster_step (roster_id, file, line, action, sourced_id, target_id)
         select ?, k.file, -row_number() over (order by k.sourced_id), 'end', k.sourced_id, k.target_id
         from roster_record k ${currentState[file].join}
         where k.institution_id = ? and k.file = ? and k.ended_at is null and not k.by_hand
           and not exists (select from roster_row r where r.roster_id = ? and r.file = k.file
             and r.sourced_id = k.sourced_id)
           and not (${currentState[file].isGone})
         on conflict do nothing`,
        [id, institutionId, file, id],
      );
    });
  },
  report: async (rosterId, file, mode) =>
    unitOfWork.run(
      async (em) => {
        const [row] = await em.execute<Omit<FileReport, 'file' | 'mode' | 'same'>[]>(
          `select (select count(*) from roster_row where roster_id = ? and file = ?)::int as rows,
             (select count(distinct line) from roster_fault where roster_id = ? and file = ?)::int as reject,
             count(*) filter (where action = 'create')::int as create,
             count(*) filter (where action = 'change')::int as change,
             count(*) filter (where action = 'end')::int as end
           from roster_step where roster_id = ? and file = ?`,
          [rosterId, file, rosterId, file, rosterId, file],
        );
        const { rows = 0, reject = 0, create = 0, change = 0, end = 0 } = row ?? {};
        const ofRows = await count(em, 'roster_step where roster_id = ? and file = ? and line > 0', [
          rosterId,
          file,
        ]);
        return { file, mode, rows, create, change, end, same: rows - reject - ofRows, reject };
      },
      { readOnly: true },
    ),
  countFaults: (rosterId) =>
    unitOfWork.run((em) => count(em, 'roster_fault where roster_id = ?', [rosterId]), { readOnly: true }),
  countSteps: (rosterId) =>
    unitOfWork.run((em) => count(em, 'roster_step where roster_id = ?', [rosterId]), { readOnly: true }),
});
