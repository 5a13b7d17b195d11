/**
 * Whether a column has one of the selected ids. An array makes the planner look each id up in the index. A
 * join with a temporary table may compare each row of the other table with each of it, while it has no
 * statistics yet, or read the whole table for each batch, up to some hundred thousand rows.
 */
export const isOneOf = (id: string, select: string): string => `${id} = any(array(${select}))`;

/**
 * Whether a column has an id of the temporary table `batch`.
 *
 * @param where which rows of the batch.
 */
export const isOfBatch = (id: string, where = '', of = 'target_id'): string =>
  isOneOf(id, `select ${of} from batch ${where}`);
