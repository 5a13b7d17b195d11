import type { PlaceInTime } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { NodeState } from '../../domain/academics/ports.ts';

/** A condition in SQL, with its values. */
export type Condition = readonly [sql: string, ...given: readonly unknown[]];

const inState: Readonly<Record<NodeState, readonly Condition[]>> = {
  active: [['archived_at is null']],
  archived: [['archived_at is not null']],
  all: [],
};

/** The condition on the state, as a list that can be spread. */
export const stateCondition = (state: NodeState): readonly Condition[] => inState[state];

/** A condition that a column has a value; none without a value. */
export const equals = (column: string, value: unknown): readonly Condition[] =>
  value === undefined ? [] : [[`${column} = ?`, value]];

type Ordered = { readonly table: string; readonly alias?: string; readonly time?: string };

/**
 * The condition of the rows after a place in a list that begins with the newest row. The time of the place
 * has milliseconds. The rows of a batch of an import have one time with microseconds, so the time is read
 * from the row of the place. Otherwise the rest of the batch would count as newer, and no page would show
 * that rest.
 */
export const olderRows = (
  place: PlaceInTime | undefined,
  { table, alias = table, time = 'created_at' }: Ordered,
): readonly Condition[] => {
  if (place === undefined) return [];
  const { at, id } = place;
  const exactly = `(select ${time} from ${table} where id = ? and date_trunc('milliseconds', ${time}) = ?)`;
  return [[`(${alias}.${time}, ${alias}.id) < (coalesce(${exactly}, ?), ?)`, id, at, at, id]];
};

/** All conditions together, as one text and one list of values. */
export const allOf = (conditions: readonly Condition[]): { sql: string; given: readonly unknown[] } => ({
  sql: conditions.map(([sql]) => sql).join(' and '),
  given: conditions.flatMap(([, ...given]) => given),
});

/** The condition of one row of an institution. */
export const oneRow = (institutionId: string, id: string): readonly Condition[] => [
  ['id = ?', id],
  ['institution_id = ?', institutionId],
];

/** Whether a statement finds a row. */
export const hasRow = async (em: EntityManager, sql: string, given: readonly unknown[]): Promise<boolean> =>
  (await em.execute(sql, given)).length > 0;

/** Whether another row of the institution than `besides` has the code. */
export const hasCode =
  (em: EntityManager, table: 'academic_session' | 'course' | 'class') =>
  (institutionId: string, code: string, besides?: string): Promise<boolean> =>
    hasRow(em, `select from ${table} where institution_id = ? and code = ? and id is distinct from ?::uuid`, [
      institutionId,
      code,
      besides ?? null,
    ]);

/** A time as the driver returns it. */
export type DriverTime = string | Date;

export const timeOf = (given: DriverTime): Date => new Date(given);
export const timeOrNull = (given: DriverTime | null): Date | null =>
  given === null ? null : new Date(given);

type Archivable = { readonly archivedAt: Date | null; readonly createdAt: Date };

/** A row with its times as the driver returns them. */
export type ArchivableRow<Item extends Archivable> = Omit<Item, keyof Archivable> & {
  readonly archivedAt: DriverTime | null;
  readonly createdAt: DriverTime;
};

/** The same row with its times as dates. */
export const withTimes = <Item extends Archivable>(row: ArchivableRow<Item>) => ({
  ...row,
  archivedAt: timeOrNull(row.archivedAt),
  createdAt: timeOf(row.createdAt),
});
