import type { AccessFact, FactKind } from '@ai-teacher/contracts/access/access-facts.ts';
import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import { factTables } from './fact-tables.ts';

/** Stores a fact, unless the projection has the same or a newer version of it. */
export const applyFact = (em: EntityManager, fact: AccessFact): Promise<void> => applyFacts(em, [fact]);

/**
 * Stores facts, each unless the projection has the same or a newer version of it. One statement per kind.
 * Rows are stored in the order of their keys, so concurrent calls never wait for one another in a circle.
 */
export const applyFacts = async (em: EntityManager, facts: readonly AccessFact[]): Promise<void> => {
  for (const [kind, ofKind] of Map.groupBy(facts, (fact) => fact.kind))
    await em.execute(upsertOf(kind), [JSON.stringify(newestOf(kind, ofKind))]);
};

/** Removes everything that the projection knows about a person. */
export const removePersonFacts = async (em: EntityManager, personId: string): Promise<void> => {
  await em.execute('delete from access_enrolment where person_id = ?', [personId]);
  await em.execute('delete from access_unit_role where person_id = ?', [personId]);
  await em.execute('delete from access_guardian where guardian_id = ? or student_id = ?', [
    personId,
    personId,
  ]);
};

/** One statement cannot store a row twice. */
const newestOf = (kind: FactKind, facts: readonly AccessFact[]): AccessFact[] => {
  const [{ field }] = factTables[kind].columns;
  const newest = new Map<unknown, AccessFact>();
  for (const fact of facts) {
    const id = Reflect.get(fact, field);
    if ((newest.get(id)?.version ?? Number.NEGATIVE_INFINITY) < fact.version) newest.set(id, fact);
  }
  return [...newest.values()];
};

const upsertOf = (kind: FactKind): string => {
  const { table, columns } = factTables[kind];
  const [key, ...others] = columns;
  const fields = columns.map(({ field, type }) => `"${field}" ${type}`).join(', ');
  const changes = others.map(({ column }) => `${column} = excluded.${column}`).join(', ');
  return `
    insert into ${table} as known (${columns.map(({ column }) => column).join(', ')}, version)
    select ${columns.map(({ field }) => `"${field}"`).join(', ')}, version
    from jsonb_to_recordset(?::jsonb) as given (${fields}, version int)
    order by "${key.field}"
    on conflict (${key.column}) do update set ${changes}, version = excluded.version, applied_at = now()
    where known.version < excluded.version`;
};
