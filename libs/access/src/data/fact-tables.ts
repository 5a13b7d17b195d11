import type { AccessFact, FactKind } from '@ai-teacher/contracts/access/access-facts.ts';

type Fields<Fact> = Fact extends AccessFact ? Exclude<keyof Fact, 'kind'> : never;

/** A column of a fact: its name in the fact, its name in PostgreSQL, and its type. */
type Column = {
  readonly field: Fields<AccessFact>;
  readonly column: string;
  readonly type: 'uuid' | 'date' | 'text' | 'boolean';
  readonly optional?: true;
};

/** The table of a kind of facts. The first column is the key. */
export type FactTable = {
  readonly table: string;
  readonly columns: readonly [Column, ...Column[]];
  /** The people of a fact. When one of them is erased, the fact is removed. */
  readonly people?: readonly Column[];
};

const uuid = (field: Column['field'], column: string): Column => ({ field, column, type: 'uuid' });
const institution = uuid('institutionId', 'institution_id');
const until: Column = { field: 'until', column: 'valid_until', type: 'date' };
const openUntil: Column = { ...until, optional: true };
const from: Column = { field: 'from', column: 'valid_from', type: 'date' };
const role: Column = { field: 'role', column: 'role', type: 'text' };

const person = uuid('personId', 'person_id');
const guardian = uuid('guardianId', 'guardian_id');
const student = uuid('studentId', 'student_id');

/**
 * SQL of the content of a fact: its fields without the key, in the order of the columns. Owner and receivers
 * have the same text for the same fact.
 *
 * @param sqlOf of the value of a column.
 */
export const contentOf = (kind: FactKind, sqlOf: (column: Column) => string): string =>
  `concat_ws(' ', ${factTables[kind].columns
    .slice(1)
    .map((column) => `coalesce((${sqlOf(column)})::text, '-')`)
    .join(', ')})`;

/** The tables of the projection, the same ones in every database. */
export const factTables: Readonly<Record<FactKind, FactTable>> = {
  unit: {
    table: 'access_unit',
    columns: [uuid('unitId', 'unit_id'), institution, { ...uuid('parentId', 'parent_id'), optional: true }],
  },
  class: {
    table: 'access_class',
    columns: [
      uuid('classId', 'class_id'),
      institution,
      uuid('unitId', 'unit_id'),
      from,
      until,
      { field: 'archived', column: 'archived', type: 'boolean' },
    ],
  },
  enrolment: {
    table: 'access_enrolment',
    columns: [
      uuid('enrolmentId', 'enrolment_id'),
      institution,
      uuid('classId', 'class_id'),
      person,
      role,
      from,
      openUntil,
    ],
    people: [person],
  },
  'unit-role': {
    table: 'access_unit_role',
    columns: [
      uuid('unitRoleId', 'unit_role_id'),
      institution,
      uuid('unitId', 'unit_id'),
      person,
      role,
      from,
      openUntil,
    ],
    people: [person],
  },
  guardian: {
    table: 'access_guardian',
    columns: [
      uuid('guardianLinkId', 'guardian_link_id'),
      institution,
      guardian,
      student,
      { field: 'ended', column: 'ended', type: 'boolean' },
    ],
    people: [guardian, student],
  },
  'sharing-policy': {
    table: 'access_sharing_policy',
    columns: [
      institution,
      { field: 'teachersShareWithInstitution', column: 'teachers_share', type: 'boolean' },
    ],
  },
  'institution-time-zone': {
    table: 'access_time_zone',
    columns: [institution, { field: 'timeZone', column: 'time_zone', type: 'text' }],
  },
};
