import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

let database: OwnDatabase;
beforeAll(async () => {
  database = await createTestDatabase('exam');
});
afterAll(() => database.drop());

/** Whether an index begins with a column, and contains every row that has a value there. */
const isIndexed = `exists (
  select from pg_index join pg_attribute first on first.attrelid = indrelid and first.attnum = indkey[0]
  where indrelid = relation::regclass and first.attname = name
    and coalesce(pg_get_expr(indpred, indrelid), '') in ('', '(' || name || ' IS NOT NULL)'))`;

type Column = { column: string; indexed: boolean };
const columnsOf = (found: string): Promise<Column[]> =>
  readRows(
    database.url,
    `select relation || '.' || name as column, ${isIndexed} as indexed from (${found}) found order by 1`,
  ) as Promise<Column[]>;

describe('a removal is found by an index, so that the size of the installation does not delay it:', () => {
  it('that of the rows of an erased person', async () => {
    const columns = await columnsOf(
      `select table_name as relation, column_name as name from information_schema.columns
       where table_schema = 'public' and data_type = 'uuid'
         and column_name ~ '_by$|^(student|teacher|user|person|guardian)_id$'`,
    );
    expect(columns.map(({ column }) => column)).toContain('mark.marked_by');
    // The rows of this column are erased with their attempts.
    expect(columns.filter(({ indexed }) => !indexed)).toMatchObject([{ column: 'appeal.student_id' }]);
  });

  it('that of the rows that refer to a removed row', async () => {
    const columns = await columnsOf(
      `select conrelid::regclass::text as relation, attname as name
       from pg_constraint join pg_attribute on attrelid = conrelid and attnum = conkey[1]
       where contype = 'f' and connamespace = 'public'::regnamespace`,
    );
    expect(columns.map(({ column }) => column)).toContain('response.item_id');
    expect(columns.filter(({ indexed }) => !indexed)).toEqual([]);
  });
});
