import type { PlaceInTime } from '@ai-teacher/service-kit/domain/page-through.ts';
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

/** The condition of the rows after a place in a list that begins with the newest row. */
export const olderRows = (place: PlaceInTime | undefined, table: string): readonly Condition[] =>
  place === undefined ? [] : [[`(${table}.created_at, ${table}.id) < (?, ?)`, place.at, place.id]];

/** All conditions together, as one text and one list of values. */
export const allOf = (conditions: readonly Condition[]): { sql: string; given: readonly unknown[] } => ({
  sql: conditions.map(([sql]) => sql).join(' and '),
  given: conditions.flatMap(([, ...given]) => given),
});

/** A time as the driver returns it. */
export type DriverTime = string | Date;

export const timeOf = (given: DriverTime): Date => new Date(given);
export const timeOrNull = (given: DriverTime | null): Date | null =>
  given === null ? null : new Date(given);
