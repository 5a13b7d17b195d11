import type { EnrolmentRole } from '@ai-teacher/contracts/values.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type {
  ChangedExtraTime,
  DisplayName,
  KnownPeople,
  KnownPerson,
  Needs,
  PersonExtraTime,
} from '../../domain/people/ports.ts';

type Row = Omit<KnownPerson, 'needs'> & Needs;

type CommonRow = {
  readonly from: string;
  readonly until: string;
  readonly callerRole: EnrolmentRole;
  readonly callerFrom: string;
  readonly callerUntil: string | null;
  readonly personRole: EnrolmentRole;
  readonly personFrom: string;
  readonly personUntil: string | null;
};

export const knownPeople = (em: EntityManager): KnownPeople => ({
  find: async (institutionId, id) => {
    const [row] = await em.execute<Row[]>(
      `select id, role as "accountRole", registered_name as "registeredName", chosen_name as "chosenName", locale,
         time_zone as "timeZone", extra_time_factor::float8 as "extraTimeFactor",
         large_text as "largeText", read_aloud as "readAloud"
       from profile where id = ? and institution_id = ? and erased_at is null`,
      [id, institutionId],
    );
    if (row === undefined) return undefined;
    const { extraTimeFactor, largeText, readAloud, ...person } = row;
    return { ...person, needs: { extraTimeFactor, largeText, readAloud } };
  },
  listNames: (institutionId, ids) =>
    em.execute<DisplayName[]>(
      `select id, coalesce(chosen_name, registered_name, '') as name from profile
       where id in (select value::uuid from jsonb_array_elements_text(?::jsonb))
         and institution_id = ? and erased_at is null`,
      [JSON.stringify(ids), institutionId],
    ),
  listCommonClasses: async (callerId, personId) => {
    const rows = await em.execute<CommonRow[]>(
      `select c.valid_from::text as "from", c.valid_until::text as "until", t.role as "callerRole",
         t.valid_from::text as "callerFrom", t.valid_until::text as "callerUntil", s.role as "personRole",
         s.valid_from::text as "personFrom", s.valid_until::text as "personUntil"
       from enrolment s join enrolment t on t.class_id = s.class_id join class c on c.id = s.class_id
       where s.person_id = ? and t.person_id = ?`,
      [personId, callerId],
    );
    return rows.map((row) => ({
      period: { from: row.from, until: row.until },
      caller: { role: row.callerRole, from: row.callerFrom, until: row.callerUntil },
      person: { role: row.personRole, from: row.personFrom, until: row.personUntil },
    }));
  },
  isStudentWithin: async (personId, paths, day) => {
    const rows = await em.execute(
      `select from enrolment e join class c on c.id = e.class_id join academic_node n on n.id = c.unit_id
         join jsonb_array_elements_text(?::jsonb) unit on n.path <@ unit::ltree
       where e.person_id = ? and e.role = 'student' and e.valid_from <= ?::date and c.valid_until > ?::date
         and (e.valid_until is null or e.valid_until > ?::date) limit 1`,
      [JSON.stringify(paths), personId, day, day, day],
    );
    return rows.length > 0;
  },
  changeNeeds: async (id, { extraTimeFactor, largeText, readAloud }) => {
    // The row before the change is locked, so that concurrent changes have versions of their own.
    const [row] = await em.execute<(ChangedExtraTime & { readonly changed: boolean })[]>(
      `with before as (select id, extra_time_factor as factor from profile
         where id = ? and erased_at is null for update),
       wanted as (select id, factor, coalesce(?::numeric, factor) as given from before)
       update profile p set extra_time_factor = given,
         extra_time_version = extra_time_version + (given <> factor)::int,
         large_text = coalesce(?::boolean, large_text), read_aloud = coalesce(?::boolean, read_aloud)
       from wanted where p.id = wanted.id
       returning given::float8 as factor, extra_time_version as version, given <> wanted.factor as changed`,
      [id, extraTimeFactor ?? null, largeText ?? null, readAloud ?? null],
    );
    return row?.changed ? { factor: row.factor, version: row.version } : undefined;
  },
  listExtraTimes: ({ after, limit }) =>
    em.execute<PersonExtraTime[]>(
      `select id as "personId", institution_id as "institutionId", extra_time_factor::float8 as factor,
         extra_time_version as version
       from profile where extra_time_version > 0 and erased_at is null
         ${after === undefined ? '' : 'and id > ?::uuid'}
       order by id limit ?`,
      [...(after === undefined ? [] : [after]), limit],
    ),
});
