import {
  blockingIndexesIn,
  contractionsIn,
  setsLockTimeout,
} from '@ai-teacher/tooling/rules/migration-rules.ts';
import { describe, expect, it } from '@jest/globals';
import { textOfFile, trackedFiles } from './tracked-files.ts';

/** Migrations that contract, each with the reason for which the previous version still serves. */
const serves: Readonly<Record<string, string>> = {
  'services/auth/migrations/0008-audit-partitions.ts':
    'the new table has the name and the columns of the renamed one, in the same transaction',
};

/** Released migrations from before `migrateDatabase` set the timeout. */
const earlier: readonly string[] = [
  'services/user/migrations/0022-enrolment-days.ts',
  'services/user/migrations/0023-staged-row-index.ts',
  'services/user/migrations/0024-classes-of-enrolments.ts',
];

/** The last migration of each service from before indexes of existing tables could be built beforehand. */
const lastBlocking: Readonly<Record<string, string>> = {
  ...{ auth: '0012', chat: '0009', exam: '0019', notification: '0011', rag: '0010', user: '0024' },
};

const migrations = trackedFiles('services/*/migrations/*.ts');

describe('the migrations', () => {
  it('only expand, so the previous version of a service serves on the new schema', () => {
    expect(migrations.length).toBeGreaterThan(60);
    const contracting = migrations.filter((path) => contractionsIn(textOfFile(path)).length > 0);
    expect(contracting).toEqual(Object.keys(serves));
  });

  it('wait for locks as long as migrateDatabase permits, so transactions do not queue behind a migration', () => {
    expect(migrations.filter((path) => setsLockTimeout(textOfFile(path)))).toEqual(earlier);
    for (const statement of ['set local lock_timeout = 0', "set_config('lock_timeout', '1min', true)"])
      expect(setsLockTimeout(`this.addSql(\`${statement}\`)`)).toBe(true);
    expect(setsLockTimeout('create table a (id uuid)')).toBe(false);
  });
});

describe('an index of a table with rows', () => {
  const isLater = (file: string): boolean => {
    const [, service = '', number = ''] = /^services\/(\w+)\/migrations\/(\d+)/.exec(file) ?? [];
    return number > (lastBlocking[service] ?? '');
  };

  it('may be built concurrently before the migration, which would let all writes wait', () => {
    const blocking = migrations.filter(isLater).flatMap((file) => blockingIndexesIn(textOfFile(file)));
    expect(blocking).toEqual([]);
  });

  it.each([
    ['create index a on exam (id)', ['a']],
    ['create unique index a on exam (id)', ['a']],
    ['create index if not exists a on exam (id)', []],
    ['create table exam (id uuid); create index a on exam (id)', []],
  ])('is found in %s', (statements, found) => {
    expect(blockingIndexesIn(`this.addSql('${statements}')`)).toEqual(found);
  });
});

describe('a migration is found that', () => {
  it.each([
    ['removes a column', 'alter table exam drop column shuffle'],
    ['removes a table', 'drop table if exists exam'],
    ['removes a function', 'drop function answer_of(uuid)'],
    ['removes a view', 'drop view results'],
    ['renames a table or a column', 'alter table exam rename column title to name'],
    ['demands a value in a column', 'alter table exam alter column title set not null'],
    ['changes the type of a column', 'alter table exam alter column points type numeric(6, 2)'],
    [
      'adds a column without a default that must have a value',
      'alter table exam add column a text, add column b int not null, add column c int default 1',
    ],
  ])('%s', (what, statement) => {
    expect(contractionsIn(`this.addSql('${statement}');`)).toEqual([what]);
  });
});

describe('a migration is not found that', () => {
  it.each([
    ['adds a column with a default', "alter table exam add column a text[] not null default '{}'"],
    ['adds a column without a value', 'alter table exam add column a text'],
    [
      'adds a column that counts',
      'alter table exam add column a bigint not null generated always as identity',
    ],
    ['creates a table', 'create table sitting (id uuid not null, title text not null)'],
    ['removes an index or a constraint', 'drop index a; alter table exam drop constraint b'],
    ['names a contraction in a comment', '// a rename rewrites none\n/* drop table exam */'],
  ])('%s', (_, statement) => {
    expect(contractionsIn(statement)).toEqual([]);
  });
});
