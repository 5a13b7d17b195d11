import type { Purpose } from '../domain/may-read.ts';
import type { Standing } from '../domain/standing.ts';

/** A condition in SQL with its parameters. */
export type RowCondition = { readonly sql: string; readonly parameters: readonly unknown[] };

/**
 * The rule of `mayRead` as a condition on a table with the columns institution_id, owner_id, audience
 * (text[]) and excluded (text[]).
 *
 * @param table the name or the alias of the table; `owner` names another column of the owner.
 */
export const readableRows = (
  table: string,
  standing: Standing,
  { purpose = 'read', owner = 'owner_id' }: { readonly purpose?: Purpose; readonly owner?: string } = {},
): RowCondition => {
  const { institutionId, userId } = standing;
  const memberOf = arrayOf(standing.memberOf);
  const shared = sharedRows(table, standing, purpose);
  return {
    sql: `${table}.institution_id = ? and (${table}.${owner} = ? or ${table}.audience <> '{}' and (
      ${table}.audience && ?::text[] and not ${table}.excluded && ?::text[]${shared.sql}))`,
    parameters: [institutionId, userId, memberOf, memberOf, ...shared.parameters],
  };
};

/** The oversight of admins. Most people have none, so their condition does not contain it. */
const sharedRows = (
  table: string,
  { accountRole, administers }: Standing,
  purpose: Purpose,
): RowCondition => {
  if (purpose === 'find') return { sql: '', parameters: [] };
  if (accountRole === 'admin') return { sql: ' or true', parameters: [] };
  if (administers.length === 0) return { sql: '', parameters: [] };
  return {
    sql: ` or access_units_above(${table}.audience) && ?::uuid[]`,
    parameters: [arrayOf(administers.map(({ unitId }) => unitId))],
  };
};

/** An array of PostgreSQL with keys or ids, which contain no character that must be quoted. */
export const arrayOf = (values: readonly string[]): string => `{${values.join(',')}}`;
