import { idsWith } from '@ai-teacher/access/domain/fact-source.ts';
import { type DigestedTable, readDigests } from '@ai-teacher/access/reconciliation/fact-digests.ts';
import type { AccessFact, FactKind } from '@ai-teacher/contracts/access/access-facts.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { FactRepositories } from '../domain/access-facts/ports.ts';

type FactRows = DigestedTable & { readonly fields: string };

const version = 'version::text';
const owner = 'institution_id as "institutionId", version';
const days = 'valid_from::text as "from", valid_until::text as "until"';

/** Where the rows of each kind of facts are. */
const rowsOf: Readonly<Record<FactKind, FactRows>> = {
  unit: {
    ...{ table: 'academic_node', id: 'id', stamp: `coalesce(parent_id::text, '')` },
    condition: `tree = 'organisation'`,
    fields: `id as "unitId", parent_id as "parentId", ${owner}`,
  },
  class: {
    ...{ table: 'class', id: 'id', stamp: version },
    fields: `id as "classId", unit_id as "unitId", ${days}, archived_at is not null as archived, ${owner}`,
  },
  enrolment: {
    ...{ table: 'enrolment', id: 'id', stamp: version },
    fields: `id as "enrolmentId", class_id as "classId", person_id as "personId", role, ${days}, ${owner}`,
  },
  'unit-role': {
    ...{ table: 'unit_role', id: 'id', stamp: version },
    fields: `id as "unitRoleId", unit_id as "unitId", person_id as "personId", role, ${days}, ${owner}`,
  },
  guardian: {
    ...{ table: 'guardian_link', id: 'id', stamp: version },
    fields: `id as "guardianLinkId", guardian_id as "guardianId", student_id as "studentId",
      ended_at is not null as ended, ${owner}`,
  },
  'sharing-policy': {
    ...{ table: 'sharing_policy', id: 'institution_id', stamp: version },
    fields: `teachers_share as "teachersShareWithInstitution", ${owner}`,
  },
  'institution-time-zone': {
    ...{ table: 'institution_time_zone', id: 'institution_id', stamp: version },
    fields: `time_zone as "timeZone", ${owner}`,
  },
};

export const accessFactRepository = (em: EntityManager): FactRepositories['accessFacts'] => ({
  digests: (group) => readDigests(em, rowsOf, group),
  list: async ({ kind, bucket, institutionId, after, limit }) => {
    const { table, id, condition = 'true', fields } = rowsOf[kind];
    const [first, last] = idsWith(bucket);
    const rows = await em.execute<(AccessFact & { readonly key: string })[]>(
      `select ${id} as key, ${fields} from ${table}
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
