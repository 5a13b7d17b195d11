import { type FactTable, factTables } from './fact-tables.ts';

/** `applied_at`: when this database last stored the fact, so that a repair never undoes a newer change. */
const createTable = ({ table, columns: [key, ...others] }: FactTable): string => `
  create table ${table} (
    ${key.column} ${key.type} primary key,
    ${others.map(({ column, type, optional }) => `${column} ${type}${optional ? '' : ' not null'},`).join('\n    ')}
    version int not null,
    applied_at timestamptz not null default now()
  )`;

/** The index by which the facts of one institution are compared with their owner's. */
const institutionIndex = ({ table, columns: [key] }: FactTable): readonly string[] =>
  key.field === 'institutionId'
    ? []
    : [`create index ${table}_institution on ${table} (institution_id, ${key.column})`];

const lookups = [
  'create index access_unit_below on access_unit (parent_id)',
  'create index access_class_of_unit on access_class (unit_id)',
  'create index access_enrolment_of_person on access_enrolment (person_id)',
  'create index access_enrolment_of_class on access_enrolment (class_id)',
  'create index access_unit_role_of_person on access_unit_role (person_id)',
  'create index access_guardian_of_guardian on access_guardian (guardian_id)',
  'create index access_guardian_of_student on access_guardian (student_id)',
];

/**
 * The units of the given classes and units, and all units above them. `union` removes duplicates, so a circle
 * of units ends the recursion. Moves that arrive in another order can form a circle for a moment.
 */
const unitsAbove = `
  create function access_units_above(keys text[]) returns uuid[] language sql stable as $function$
    with recursive above (unit_id) as (
      select class.unit_id from access_class class
      where class.class_id in (select substr(key, 7)::uuid from unnest(keys) key where key like 'class:%')
      union
      select substr(key, 6)::uuid from unnest(keys) key where key like 'unit:%'
      union
      select unit.parent_id from above join access_unit unit on unit.unit_id = above.unit_id
      where unit.parent_id is not null)
    select coalesce(array_agg(unit_id), '{}') from above
  $function$`;

const { 'institution-time-zone': timeZones, ...firstTables } = factTables;

/** The statements by which a migration creates the projection of the facts about rights. */
export const projectionTables: readonly string[] = [
  ...Object.values(firstTables).flatMap((given) => [createTable(given), ...institutionIndex(given)]),
  ...lookups,
  unitsAbove,
];

/** The statement by which a later migration adds the time zones of institutions. */
export const timeZoneTable: string = createTable(timeZones);
