import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';

export const print = (line: string): boolean => process.stdout.write(`${line}\n`);
export const ms = (milliseconds: number): string => `${milliseconds.toFixed(2)} ms`;

export const require = (found: string, target: string, isMet: boolean): void => {
  print(`${isMet ? 'met   ' : 'MISSED'} ${found} (${target})`);
  if (!isMet) process.exitCode = 1;
};

export const printSizes = async (
  title: string,
  databaseUrl: string,
  tables: readonly string[],
): Promise<void> => {
  const rows = await readRows(
    databaseUrl,
    `select relname as name, reltuples::bigint as rows, pg_table_size(oid) / 1e6 as data,
       pg_indexes_size(oid) / 1e6 as indexes
     from pg_class where relkind = 'r' and relname = any($1) order by pg_total_relation_size(oid) desc`,
    [tables],
  );
  print(`\n| table of ${title} | rows | data | indexes |`);
  print('|---|---|---|---|');
  for (const { name, rows: count, data, indexes } of rows)
    print(`| ${name} | ${count} | ${Number(data).toFixed(0)} MB | ${Number(indexes).toFixed(0)} MB |`);
};
