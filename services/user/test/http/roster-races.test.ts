import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import type { UserDeps } from '../../src/deps.ts';
import { anAdminOfNewInstitution } from '../academics.ts';
import { bundleOf, type Files, type Rows, rostersOf, smallSchool } from '../bundles.ts';
import { startUserApp } from '../user-app.ts';

let app: TestApp<UserDeps>;
beforeAll(async () => {
  app = await startUserApp();
});
afterAll(() => app.close());

/** An institution with the small school, imported. */
const aSchool = async () => {
  const admin = anAdminOfNewInstitution();
  const rows = (sql: string) => readRows(app.databaseUrl, sql.replaceAll('$i', `'${admin.institutionId}'`));
  const rosters = rostersOf(app, admin);
  await rosters.imported(bundleOf(smallSchool));
  const personOf = async (id: string): Promise<string> => {
    const [found] = await rows(
      `select target_id as id from roster_record where institution_id = $i and file = 'users' and sourced_id = '${id}'`,
    );
    return String(found?.id);
  };
  return { admin, rows, personOf, ...rosters };
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
