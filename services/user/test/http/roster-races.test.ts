import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { UserDeps } from '../../src/deps.ts';
import { deletionOf, deliver } from '../builders.ts';
import { anImportInto, bundleOf, csv, type Files, manifestOf, type Rows, smallSchool } from '../bundles.ts';
import { startUserApp } from '../user-app.ts';

let app: TestApp<UserDeps>;
beforeAll(async () => {
  app = await startUserApp();
});
afterAll(() => app.close());

/** An institution with the small school, imported. */
const aSchool = async () => {
  const institution = anImportInto(app);
  await institution.imported(bundleOf(smallSchool));
  return institution;
};
const deltaOf = (rows: Rows): Files => bundleOf(rows, 'delta');

it('an import leaves the role of a person who becomes an account while the batch is applied', async () => {
  const { rows, personOf, checked, confirm, settled } = await aSchool();
  const id = await personOf('u-1');
  const report = await checked(deltaOf({ roles: [['r-1', 'u-1', 'primary', 'teacher', '', '', 'o-s']] }));
  const registration = new pg.Client({ connectionString: app.databaseUrl });
  await registration.connect();
  try {
    await registration.query('begin');
    await registration.query('update profile set expected = false where id = $1', [id]);
    await confirm(report.id);
    await waitForBlocked(app.databaseUrl, 'profile');
    await registration.query('commit');
  } finally {
    await registration.end();
  }
  expect(await settled(report.id)).toMatchObject({ status: 'applied', faults: 0 });
  expect(await rows(`select role, expected from profile where id = '${id}'`)).toEqual([
    { role: 'student', expected: false },
  ]);
});

describe('an erasure while a batch is applied', () => {
  const header = ['sourcedId', 'status', 'dateLastModified'];
  const status = ['active', '2026-09-01T00:00:00Z'];
  const fileOf = (file: string, columns: readonly string[], ...lines: (readonly string[])[]): Files => ({
    'manifest.csv': manifestOf([file], 'delta'),
    [`${file}.csv`]: csv(
      [...header, ...columns],
      ...lines.map(([id = '', ...cells]) => [id, ...status, ...cells]),
    ),
  });
  const names = ['enabledUser', 'givenName', 'familyName', 'agentSourcedIds'];

  /**
   * Imports a delta about Kim, whose erasure has begun. The erasure is committed when the import waits for
   * the erasure, or when the import has ended.
   */
  const importedBesideErasure = async (files: Files, before: Files = bundleOf({}, 'delta')) => {
    const own = await aSchool();
    if (Object.keys(before).length > 1) await own.imported(before);
    const id = await own.personOf('u-1');
    const report = await own.checked(files);
    expect(report.faults).toBe(0);
    const holder = new pg.Client({ connectionString: app.databaseUrl });
    await holder.connect();
    try {
      await holder.query('begin');
      await holder.query(`select from roster_record where target_id = $1 and file = 'users' for update`, [
        id,
      ]);
      const erasure = deliver(app, deletionOf({ ...own.admin, userId: id }));
      await waitForBlocked(app.databaseUrl, 'delete from roster_record');
      await own.confirm(report.id);
      const waiting = `select from pg_stat_activity where datname = current_database()
        and wait_event_type = 'Lock' and query not like '%delete from roster_record%'`;
      await waitUntil(
        async () =>
          (await own.rows(waiting)).length > 0 ||
          (await own.rows(`select from roster where id = '${report.id}' and status = 'applied'`)).length > 0,
        { what: 'the import that waits or has ended', timeoutSeconds: 20 },
      );
      await holder.query('commit');
      expect((await erasure).status).toBe(204);
    } finally {
      await holder.end();
    }
    const applied = await own.settled(report.id);
    expect(applied.status).toBe('applied');
    const left = await own.rows(
      `select file, sourced_id as id from roster_record where target_id = '${id}'
       union all select 'enrolment', role from enrolment where person_id = '${id}'
       union all select 'link', '' from guardian_link where '${id}' in (guardian_id, student_id)`,
    );
    return { left, faults: await own.faults(report.id) };
  };

  it.each([
    ['a changed name', fileOf('users', names, ['u-1', 'true', 'Kimberley', 'Ivy', ''])],
    [
      'a new role',
      fileOf(
        'roles',
        ['userSourcedId', 'roleType', 'role', 'orgSourcedId'],
        ['r-9', 'u-1', 'secondary', 'student', 'o-s'],
      ),
    ],
    [
      'a new profile',
      fileOf('userProfiles', ['userSourcedId', 'profileType', 'username'], ['p-1', 'u-1', 'learning', 'kim']),
    ],
  ])('leaves nothing of %s', async (_, files) => {
    expect(await importedBesideErasure(files)).toEqual({ left: [], faults: [] });
  });

  it('rejects an enrolment of the person', async () => {
    const files = bundleOf({ enrollments: [['e-9', 'k-b', 'o-s', 'u-1', 'student', '', '', '']] }, 'delta');
    const { left, faults } = await importedBesideErasure(files);
    expect(left).toEqual([]);
    expect(faults).toMatchObject([
      { file: 'enrollments.csv', line: 2, column: 'userSourcedId', code: 'reference-rejected' },
    ]);
  });

  it('makes no link of a guardian', async () => {
    const guardian = {
      ...bundleOf({ roles: [['r-g', 'u-g', 'primary', 'guardian', '', '', 'o-s']] }, 'delta'),
      'users.csv': String(fileOf('users', names, ['u-g', 'true', 'Gus', 'Ivy', ''])['users.csv']),
      'manifest.csv': manifestOf(['users', 'roles'], 'delta'),
    };
    const files = fileOf('users', names, ['u-g', 'true', 'Gus', 'Ivy', 'u-1']);
    expect(await importedBesideErasure(files, guardian)).toEqual({ left: [], faults: [] });
  });
});
