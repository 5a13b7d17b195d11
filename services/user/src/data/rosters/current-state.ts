import type { RosterFile } from '@ai-teacher/contracts/rosters/rosters.ts';

/** `k` is the record of an imported thing in `roster_record`; `join` adds the thing itself as `t`. */
type CurrentState = {
  readonly join: string;
  readonly fields: string;
  /** As `fields`, with the label of the import where the institution has given another code. */
  readonly labelled?: string;
  /** Whether the institution removed the thing since, so an export leaves it out. */
  readonly isGone: string;
};

/** The code that a thing has stands in its column, also when the import had another label there. */
const withCode = (fields: string, column: string): Pick<CurrentState, 'fields' | 'labelled'> => ({
  fields: `${fields} || jsonb_strip_nulls(jsonb_build_object('${column}', t.code))`,
  labelled: fields,
});

const isArchived = 't.id is null or t.archived_at is not null';

/** Rows of people have no thing of their own. */
const onlyRecord: CurrentState = { join: '', fields: 'k.fields', isGone: 'false' };

/**
 * The row that a thing has now: its imported row, with what the institution changed since. An import compares
 * with it and an export writes it, so an exported bundle changes nothing when it is imported.
 */
export const currentState: Readonly<Record<RosterFile, CurrentState>> = {
  orgs: {
    join: 'left join academic_node t on t.id = k.target_id',
    ...withCode(
      `k.fields || jsonb_strip_nulls(jsonb_build_object('name', t.names -> 0 ->> 'name'))`,
      'identifier',
    ),
    isGone: isArchived,
  },
  academicSessions: {
    join: 'left join academic_session t on t.id = k.target_id',
    fields: `k.fields || jsonb_strip_nulls(jsonb_build_object('title', t.names -> 0 ->> 'name',
      'startDate', t.valid_from::text, 'endDate', t.valid_until::text))`,
    isGone: isArchived,
  },
  courses: {
    join: 'left join course t on t.id = k.target_id',
    ...withCode(
      `k.fields || jsonb_strip_nulls(jsonb_build_object('title', t.names -> 0 ->> 'name'))`,
      'courseCode',
    ),
    isGone: isArchived,
  },
  classes: {
    join: 'left join class t on t.id = k.target_id',
    ...withCode(`k.fields || jsonb_strip_nulls(jsonb_build_object('title', t.title))`, 'classCode'),
    isGone: isArchived,
  },
  enrollments: {
    join: 'left join enrolment t on t.id = k.target_id left join class c on c.id = t.class_id',
    // An end after the end of the class was stored as that one.
    fields: `case when t.valid_until is not distinct from case when k.fields ->> 'endDate' is not null
        then least((k.fields ->> 'endDate')::date, c.valid_until) end then k.fields
      else (k.fields - 'endDate') || jsonb_strip_nulls(jsonb_build_object('endDate', t.valid_until::text)) end`,
    isGone: 't.id is null or c.archived_at is not null',
  },
  users: onlyRecord,
  roles: {
    ...onlyRecord,
    isGone: `exists (select from roster_record o join academic_node n on n.id = o.target_id
      where o.institution_id = k.institution_id and o.file = 'orgs' and o.sourced_id = k.fields ->> 'orgSourcedId'
        and n.archived_at is not null)`,
  },
  userProfiles: onlyRecord,
};

/** Whether the row `r` says what its thing has now, so that its import changes nothing. */
export const isSame = (file: RosterFile): string => {
  const { fields, labelled } = currentState[file];
  return labelled === undefined
    ? `(${fields} = r.fields)`
    : `(${fields} = r.fields or ${labelled} = r.fields)`;
};
