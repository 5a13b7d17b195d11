import { contentOf, factTables } from '@ai-teacher/access/data/fact-tables.ts';
import { idsWith } from '@ai-teacher/access/domain/fact-source.ts';
import { type DigestedTable, readDigests } from '@ai-teacher/access/reconciliation/fact-digests.ts';
import type { AccessFact, FactKind } from '@ai-teacher/contracts/access/access-facts.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { FactRepositories } from '../domain/access-facts/ports.ts';

type FactRows = Omit<DigestedTable, 'content' | 'stamp'> & {
  /** Absent: the version. */
  readonly stamp?: string;
  /** SQL of each field but the institution and the version. */
  readonly fields: Readonly<Record<string, string>>;
};

const days = { from: 'valid_from', until: 'valid_until' };

/** Where the rows of each kind of facts are. */
const rowsOf: Readonly<Record<FactKind, FactRows>> = {
  unit: {
    ...{ table: 'academic_node', id: 'id', stamp: `coalesce(parent_id::text, '')` },
    condition: `tree = 'organisation'`,
    fields: { unitId: 'id', parentId: 'parent_id' },
  },
  class: {
    ...{ table: 'class', id: 'id' },
    fields: { classId: 'id', unitId: 'unit_id', ...days, archived: 'archived_at is not null' },
  },
  enrolment: {
    ...{ table: 'enrolment', id: 'id' },
    fields: { enrolmentId: 'id', classId: 'class_id', personId: 'person_id', role: 'role', ...days },
  },
  'unit-role': {
    ...{ table: 'unit_role', id: 'id' },
    fields: { unitRoleId: 'id', unitId: 'unit_id', personId: 'person_id', role: 'role', ...days },
  },
  guardian: {
    ...{ table: 'guardian_link', id: 'id' },
    fields: {
      guardianLinkId: 'id',
      guardianId: 'guardian_id',
      studentId: 'student_id',
      ended: 'ended_at is not null',
    },
  },
  'sharing-policy': {
    ...{ table: 'sharing_policy', id: 'institution_id' },
    fields: { teachersShareWithInstitution: 'teachers_share' },
  },
  'institution-time-zone': {
    ...{ table: 'institution_time_zone', id: 'institution_id' },
    fields: { timeZone: 'time_zone' },
  },
};

const sqlOf = (kind: FactKind, field: string): string => rowsOf[kind].fields[field] ?? 'institution_id';

/** The content is the same text that the receivers have. */
const digested = (kind: FactKind): DigestedTable => {
  const { stamp = 'version::text', ...rows } = rowsOf[kind];
  return { ...rows, stamp, content: contentOf(kind, ({ field }) => sqlOf(kind, field)) };
};

const digestedRows: Readonly<Record<FactKind, DigestedTable>> = {
  unit: digested('unit'),
  class: digested('class'),
  enrolment: digested('enrolment'),
  'unit-role': digested('unit-role'),
  guardian: digested('guardian'),
  'sharing-policy': digested('sharing-policy'),
  'institution-time-zone': digested('institution-time-zone'),
};

/** Days as texts, because the driver would make instants of them. */
const selectedFields = (kind: FactKind): string =>
  [
    ...factTables[kind].columns.map(({ field, type }) => {
      const sql = sqlOf(kind, field);
      return `${type === 'date' ? `${sql}::text` : sql} as "${field}"`;
    }),
    'version',
  ].join(', ');

export const accessFactRepository = (em: EntityManager): FactRepositories['accessFacts'] => ({
  digests: (group) => readDigests(em, digestedRows, group),
  list: async ({ kind, bucket, institutionId, after, limit }) => {
    const { table, id, condition = 'true' } = rowsOf[kind];
    const [first, last] = idsWith(bucket);
    const rows = await em.execute<(AccessFact & { readonly key: string })[]>(
      `select ${id} as key, ${selectedFields(kind)} from ${table}
       where ${id} between ?::uuid and ?::uuid and ${condition}
         ${after ? `and ${id} > ?::uuid` : ''} ${institutionId ? 'and institution_id = ?' : ''}
       order by ${id} limit ?`,
      [first, last, ...(after ? [after] : []), ...(institutionId ? [institutionId] : []), limit + 1],
    );
    const page = rows.slice(0, limit);
    return {
      items: page.map(({ key, ...fact }) => ({ ...fact, kind }) as AccessFact),
      next: rows.length > limit ? (page.at(-1)?.key ?? null) : null,
    };
  },
});
