import type { RosterFile } from '@ai-teacher/contracts/rosters/rosters.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { RosterLimits } from '../../domain/rosters/ports.ts';
import { literal } from './apply/fault-code.ts';

type OfRoster = { readonly id: string; readonly institutionId: string };

/** A maximum for the whole institution. `count`: its number of things today. */
type Total = { readonly max: keyof RosterLimits; readonly count: string };
/** A maximum inside another thing, which a column names. */
type Inside = {
  readonly max: keyof RosterLimits;
  readonly column: string;
  readonly of: RosterFile;
  /** The number of things in `k.target_id` today. */
  readonly count: string;
};

const registered = (things: string): string =>
  `select ${things} from academic_register where institution_id = ?`;

const totals: Readonly<Partial<Record<RosterFile, Total>>> = {
  orgs: {
    max: 'nodesPerTree',
    count: `select nodes from academic_tree where institution_id = ? and tree = 'organisation'`,
  },
  academicSessions: { max: 'sessionsPerInstitution', count: registered('sessions') },
  courses: { max: 'coursesPerInstitution', count: registered('courses') },
  classes: { max: 'classesPerInstitution', count: registered('classes') },
};

const insides: Readonly<Partial<Record<RosterFile, Inside>>> = {
  orgs: {
    max: 'childrenPerNode',
    column: 'parentSourcedId',
    of: 'orgs',
    count: 'select count(*) from academic_node t where t.parent_id = k.target_id',
  },
  enrollments: {
    max: 'enrolmentsPerClass',
    column: 'classSourcedId',
    of: 'classes',
    count: 'select count(*) from enrolment t where t.class_id = k.target_id',
  },
};

/** Rejects planned rows and removes their steps; returns their number. `lines` selects the column `line`. */
const reject = async (
  em: EntityManager,
  { id, file, sentence }: { readonly id: string; readonly file: RosterFile; readonly sentence: string },
  lines: string,
  given: readonly unknown[],
): Promise<number> => {
  const [row] = await em.execute<{ count: number }[]>(
    `with over as (${lines}),
       removed as (delete from roster_step s using over
         where s.roster_id = ? and s.file = ? and s.line = over.line returning s.line),
       reported as (insert into roster_fault (roster_id, file, line, code, sentence)
         select ?, ?, line, ${literal('limit-reached')}, ? from removed on conflict do nothing)
     select count(*)::int as count from removed`,
    [...given, id, file, id, file, sentence],
  );
  return row?.count ?? 0;
};

/**
 * Rejects the planned rows of a file that exceed a maximum of the institution, the last lines first.
 *
 * @returns the number of rejected rows.
 */
export const rejectOverLimits = async (
  em: EntityManager,
  { id, institutionId }: OfRoster,
  file: RosterFile,
  limits: RosterLimits,
): Promise<number> => {
  const [total, inside] = [totals[file], insides[file]];
  let rejected = 0;
  if (total !== undefined)
    rejected += await reject(
      em,
      { id, file, sentence: `The institution may have at most ${limits[total.max]} of these.` },
      `select line from roster_step where roster_id = ? and file = ? and action = 'create'
       order by line offset greatest(0, ? - coalesce((${total.count}), 0))`,
      [id, file, limits[total.max], institutionId],
    );
  if (inside !== undefined)
    rejected += await reject(
      em,
      { id, file, sentence: `${inside.column} may have at most ${limits[inside.max]} of these.` },
      `with planned as (
         select s.line, r.fields ->> '${inside.column}' as place from roster_step s join roster_row r
           on r.roster_id = s.roster_id and r.file = s.file and r.line = s.line
         where s.roster_id = ? and s.file = ? and s.action = 'create'),
       places as (select place, count(*) as count from planned where place is not null group by place),
       full_places as (
         select p.place, n.count from places p
           left join roster_record k on k.institution_id = ? and k.file = '${inside.of}' and k.sourced_id = p.place
           cross join lateral (${inside.count}) n (count)
         where p.count + n.count > ?)
       select line from (
         select p.line, f.count + row_number() over (partition by p.place order by p.line) as position
         from planned p join full_places f on f.place = p.place) numbered
       where position > ?`,
      [id, file, institutionId, limits[inside.max], limits[inside.max]],
    );
  return rejected;
};
