import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { storeFacts } from '../data/apply-facts.ts';
import { factTables } from '../data/fact-tables.ts';
import { type FactBucket, type FactPage, type FactSource, idsWith } from '../domain/fact-source.ts';

/** Numbers of facts that were missing, had another version, or had no owner any more. */
export type Repairs = { readonly added: number; readonly changed: number; readonly removed: number };

export const noRepairs: Repairs = { added: 0, changed: 0, removed: 0 };

export const sumOf = (one: Repairs, other: Repairs): Repairs => ({
  added: one.added + other.added,
  changed: one.changed + other.changed,
  removed: one.removed + other.removed,
});

type RepairDeps = {
  readonly unitOfWork: UnitOfWork<EntityManager>;
  readonly source: FactSource;
  /** Ends the repair between two pages. */
  readonly signal: AbortSignal;
};

/**
 * Makes the facts of a bucket equal to their owner's, page by page, each page in a transaction of its own.
 *
 * Before a page is read, the clock of this database is read. An event whose fact was stored before that
 * instant was published earlier still, so the page knows what the event reported. Rows stored before the
 * instant therefore give way to the page, and rows stored later stay, unless the page has a newer version.
 */
export const repairBucket = async (
  { unitOfWork, source, signal }: RepairDeps,
  wanted: FactBucket,
): Promise<Repairs> => {
  let repairs = noRepairs;
  let after: string | undefined;
  do {
    signal.throwIfAborted();
    const readAfter = await unitOfWork.run(currentInstant, { readOnly: true });
    const page: FactPage = await source.listFacts({ ...wanted, after });
    const place = { ...wanted, after, readAfter, page };
    repairs = sumOf(repairs, await unitOfWork.run((em) => repairPage(em, place)));
    after = page.next ?? undefined;
  } while (after !== undefined);
  return repairs;
};

/** As text, because a Date has no microseconds. */
const currentInstant = async (em: EntityManager): Promise<string> => {
  const [row] = await em.execute<{ instant: string }[]>('select clock_timestamp()::text as instant');
  if (row === undefined) throw new Error('PostgreSQL returned no time');
  return row.instant;
};

type Place = FactBucket & {
  readonly after: string | undefined;
  readonly readAfter: string;
  readonly page: FactPage;
};

const repairPage = async (em: EntityManager, place: Place): Promise<Repairs> => ({
  ...(await storeFacts(em, place.page.items, place.readAfter)),
  removed: await removeOthers(em, place),
});

/** Removes the rows in the range of a page that the page does not contain. */
const removeOthers = async (
  em: EntityManager,
  { kind, bucket, institutionId, after, readAfter, page }: Place,
): Promise<number> => {
  const { table, columns } = factTables[kind];
  const [{ column, field }] = columns;
  const [first, last] = idsWith(bucket);
  const rows = await em.execute(
    `delete from ${table} where ${column} between ?::uuid and ?::uuid and applied_at < ?::timestamptz
       ${after === undefined ? '' : `and ${column} > ?::uuid`}
       ${institutionId === undefined ? '' : 'and institution_id = ?'}
       and ${column} not in (select value::uuid from jsonb_array_elements_text(?::jsonb))
     returning ${column}`,
    [
      ...[first, page.next ?? last, readAfter],
      ...(after === undefined ? [] : [after]),
      ...(institutionId === undefined ? [] : [institutionId]),
      JSON.stringify(page.items.map((fact) => Reflect.get(fact, field))),
    ],
  );
  return rows.length;
};
