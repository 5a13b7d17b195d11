import type { RosterFile } from '@ai-teacher/contracts/rosters/rosters.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { FileReport, Staging } from '../../domain/rosters/ports.ts';

type CurrentState = { readonly join: string; readonly fields: string };

const onlyRecord: CurrentState = { join: '', fields: 'k.fields' };

/**
 * The row that a thing has now: its imported row, with what the institution changed since. `k` is the record.
 * An import compares with it and an export writes it, so an exported bundle changes nothing when it is
 * imported.
 */
export const currentState: Readonly<Record<RosterFile, CurrentState>> = {
  orgs: {
    join: 'left join academic_node t on t.id = k.target_id',
    fields: `k.fields || jsonb_strip_nulls(jsonb_build_object('name', t.names -> 0 ->> 'name'))`,
  },
  academicSessions: {
    join: 'left join academic_session t on t.id = k.target_id',
    fields: `k.fields || jsonb_strip_nulls(jsonb_build_object('title', t.names -> 0 ->> 'name',
      'startDate', t.valid_from::text, 'endDate', t.valid_until::text))`,
  },
  courses: {
    join: 'left join course t on t.id = k.target_id',
    fields: `k.fields || jsonb_strip_nulls(jsonb_build_object('title', t.names -> 0 ->> 'name'))`,
  },
  classes: {
    join: 'left join class t on t.id = k.target_id',
    fields: `k.fields || jsonb_strip_nulls(jsonb_build_object('title', t.title))`,
  },
  enrollments: {
    join: 'left join enrolment t on t.id = k.target_id left join class c on c.id = t.class_id',
    // An end after the end of the class was stored as that one.
    fields: `case when t.valid_until is not distinct from case when k.fields ->> 'endDate' is not null
        then least((k.fields ->> 'endDate')::date, c.valid_until) end then k.fields
      else (k.fields - 'endDate') || jsonb_strip_nulls(jsonb_build_object('endDate', t.valid_until::text)) end`,
  },
  users: onlyRecord,
  roles: onlyRecord,
  userProfiles: onlyRecord,
};

/** Rows of roles and profiles belong to a person; all other rows are things with an id of their own. */
const targetOf = (file: RosterFile): string =>
  file === 'roles' || file === 'userProfiles'
    ? `coalesce(
        (select target_id from roster_step u where u.roster_id = r.roster_id and u.file = 'users'
          and u.sourced_id = r.fields ->> 'userSourcedId' and u.action = 'create'),
        (select target_id from roster_record u where u.institution_id = ? and u.file = 'users'
          and u.sourced_id = r.fields ->> 'userSourcedId'))`
    : 'coalesce(k.target_id, case when ?::uuid is null then null else gen_random_uuid() end)';

type Plans = Pick<Staging, 'planLines' | 'planAbsent' | 'report' | 'countFaults' | 'countSteps'>;

const count = async (em: EntityManager, sql: string, given: readonly unknown[]): Promise<number> =>
  (await em.execute<{ count: number }[]>(`select count(*)::int as count from ${sql}`, [...given]))[0]
    ?.count ?? 0;

export const stagedPlans = (unitOfWork: UnitOfWork<EntityManager>): Plans => ({
  planLines: async ({ institutionId }, { rosterId, file, from, to }) => {
    const { join, fields } = currentState[file];
    await unitOfWork.run((em) =>
      em.execute(
        `insert into roster_step (roster_id, file, line, action, sourced_id, target_id)
         select * from (
           select r.roster_id, r.file, r.line, case
             when r.ends then case when k.ended_at is null and k.target_id is not null then 'end' end
             when k.target_id is null then 'create'
             when k.ended_at is not null or ${fields} <> r.fields then 'change' end as action,
             r.sourced_id, ${targetOf(file)} as target_id
           from roster_row r
             left join roster_record k on k.institution_id = ? and k.file = r.file and k.sourced_id = r.sourced_id
             ${join}
           where r.roster_id = ? and r.file = ? and r.line > ? and r.line <= ?
             and not exists (select from roster_fault f where f.roster_id = r.roster_id and f.file = r.file
               and f.line = r.line)) planned
         where action is not null and target_id is not null
         on conflict do nothing`,
        [institutionId, institutionId, rosterId, file, from, to],
      ),
    );
  },
  planAbsent: async ({ id, institutionId }, file) => {
    await unitOfWork.run((em) =>
      em.execute(
        `insert into roster_step (roster_id, file, line, action, sourced_id, target_id)
         select ?, k.file, -row_number() over (order by k.sourced_id), 'end', k.sourced_id, k.target_id
         from roster_record k where k.institution_id = ? and k.file = ? and k.ended_at is null
           and not exists (select from roster_row r where r.roster_id = ? and r.file = k.file
             and r.sourced_id = k.sourced_id)
         on conflict do nothing`,
        [id, institutionId, file, id],
      ),
    );
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
