import type { AccessFact, FactKind } from '@ai-teacher/contracts/access/access-facts.ts';
import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import { factTables } from './fact-tables.ts';

/** Stores a fact, unless the projection has the same or a newer version of it. */
export const applyFact = (em: EntityManager, fact: AccessFact): Promise<void> => applyFacts(em, [fact]);

/**
 * Stores each fact, unless the projection has the same or a newer version, or a person of the fact was
 * erased. One statement per kind. Rows are stored in the order of their keys, so concurrent calls never
 * wait for one another in a circle.
 */
export const applyFacts = async (em: EntityManager, facts: readonly AccessFact[]): Promise<void> => {
  await storeFacts(em, facts, undefined);
};

/** Numbers of facts that a repair has added and changed. */
export type StoredFacts = { readonly added: number; readonly changed: number };

/**
 * Stores facts that their owner stated after the instant `readAfter`, by the clock of this database. A row
 * that was stored before the instant gives way to another version, also to an older one, and to another
 * content of the same version: the owner has returned to a backup.
 */
export const storeFacts = async (
  em: EntityManager,
  facts: readonly AccessFact[],
  readAfter: string | undefined,
): Promise<StoredFacts> => {
  await waitForErasures(em);
  const stored = { added: 0, changed: 0 };
  for (const [kind, ofKind] of Map.groupBy(facts, (fact) => fact.kind)) {
    const rows = await em.execute<{ added: boolean }[]>(upsertOf(kind), [
      JSON.stringify(newestOf(kind, ofKind)),
      readAfter ?? null,
    ]);
    const added = rows.filter((row) => row.added).length;
    stored.added += added;
    stored.changed += rows.length - added;
  }
  return stored;
};

/**
 * Removes everything that the projection knows about a person. Facts that arrive later, or that a concurrent
 * transaction stores, are not stored.
 */
export const removePersonFacts = async (em: EntityManager, personId: string): Promise<void> => {
  await em.execute(`select pg_advisory_xact_lock(${erasureLock})`);
  await em.execute(
    `insert into access_erased_person (person_id) values (?)
     on conflict (person_id) do update set erased_at = now()`,
    [personId],
  );
  await em.execute('delete from access_enrolment where person_id = ?', [personId]);
  await em.execute('delete from access_unit_role where person_id = ?', [personId]);
  await em.execute('delete from access_guardian where guardian_id = ? or student_id = ?', [
    personId,
    personId,
  ]);
};

/** Whether the person was erased within the term of these rows. */
export const isPersonErased = async (em: EntityManager, personId: string): Promise<boolean> => {
  const rows = await em.execute<unknown[]>('select from access_erased_person where person_id = ?', [
    personId,
  ]);
  return rows.length > 0;
};

const erasureLock = `hashtextextended('access erasure', 0)`;

/**
 * Transactions that store facts run concurrently. Each waits for erasures in progress, so that its next
 * statement sees who was erased, and an erasure waits for them, so that it removes what they stored.
 */
export const waitForErasures = async (em: EntityManager): Promise<void> => {
  await em.execute(`select pg_advisory_xact_lock_shared(${erasureLock})`);
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
  const { table, columns, people = [] } = factTables[kind];
  const [key, ...others] = columns;
  const fields = columns.map(({ field, type }) => `"${field}" ${type}`).join(', ');
  const compared = ['version', ...others.map(({ column }) => column)];
  const rowOf = (alias: string): string => `(${compared.map((column) => `${alias}.${column}`).join(', ')})`;
  const changes = others.map(({ column }) => `${column} = excluded.${column}`).join(', ');
  const ofPerson = people.map(({ field }) => `"${field}"`).join(', ');
  const isOfErased = `exists (select from access_erased_person where person_id in (${ofPerson}))`;
  return `
    insert into ${table} as known (${columns.map(({ column }) => column).join(', ')}, version)
    select ${columns.map(({ field }) => `"${field}"`).join(', ')}, version
    from jsonb_to_recordset(?::jsonb) as given (${fields}, version int)
    ${people.length === 0 ? '' : `where not ${isOfErased}`}
    order by "${key.field}"
    on conflict (${key.column}) do update set ${changes}, version = excluded.version, applied_at = now()
    where known.version < excluded.version
      or known.applied_at < ?::timestamptz and ${rowOf('known')} is distinct from ${rowOf('excluded')}
    returning xmax = 0 as added`;
};
