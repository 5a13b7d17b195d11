/**
 * Whether a column has an id of the temporary table `batch`. An array makes the planner look each id up in
 * the index. A join with the batch may compare each row of the table with each of the batch, while the table
 * has no statistics yet, or read the whole table for each batch, up to some hundred thousand rows.
 *
 * @param where which rows of the batch.
 */
export const isOfBatch = (id: string, where = '', of = 'target_id'): string =>
  `${id} = any(array(select ${of} from batch ${where}))`;
