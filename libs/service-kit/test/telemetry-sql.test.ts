import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { withoutLiterals } from '../src/telemetry/sql.ts';

describe('a statement as a span shows it', () => {
  it.each([
    ["select * from account where email = 'amy@example.org'", 'select * from account where email = ?'],
    ["select 'it''s', 'x'", 'select ?'],
    [
      'update "account" set "age" = 42, ratio = 1.5e-3 where "id" = $1',
      'update "account" set "age" = ?, ratio = ? where "id" = $1',
    ],
    ["select E'a\\'b', U&'d\\0061t', b'101' from t1", 'select ? from t1'],
    ['select 0x1F, 0b10, .5, 1_000 from t', 'select ? from t'],
    ['select $$secret$$, $tag$ sec$$ret $tag$', 'select ?'],
    ['select 1 -- amy@example.org\n, 2 /* and bob */', 'select ?'],
    ["select * from t where id in (1, 2, 3) and x = 'y'", 'select * from t where id in (?) and x = ?'],
    ["insert into t (a, b) values ('1', 2), ('3', 4)", 'insert into t (a, b) values (?)'],
    [
      "select data->'name' from t where d @> '{\"a\": 1}'::jsonb",
      'select data->? from t where d @> ?::jsonb',
    ],
    ["select 'never closed, amy@example.org", 'select ?'],
    ['select $tag$never closed, amy@example.org', 'select ?'],
    ['select name$1, table2.column3 from "table 4"', 'select name$1, table2.column3 from "table 4"'],
  ])('%s', (statement, shown) => {
    expect(withoutLiterals(statement)).toBe(shown);
  });

  it('contains no text of a literal', () => {
    const written = fc.string({ unit: 'binary', minLength: 1 }).map((text) => `<<${text}>>`);
    fc.assert(
      fc.property(written, written, (first, second) => {
        const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
        const statement = `select * from a where b = ${quoted(first)} and c = ${quoted(second)} limit 5`;
        expect(withoutLiterals(statement)).toBe('select * from a where b = ? and c = ? limit ?');
      }),
    );
  });

  it('masks a hostile statement to its end', () => {
    const statement = `select ${"'".repeat(200_001)} ${'$a$'.repeat(50_001)} ${'/*'.repeat(50_000)}`;
    expect(withoutLiterals(statement)).toMatch(/^select \?/);
  });

  it('is cut to a length that fits a batch', () => {
    expect(withoutLiterals(`select ${'a_column, '.repeat(1_000)} b`).length).toBe(2_000);
  });
});
