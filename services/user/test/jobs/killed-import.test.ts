import { fileURLToPath } from 'node:url';
import { readRevocations } from '@ai-teacher/contracts/auth/sessions.ts';
import { readKeySet } from '@ai-teacher/contracts/auth/signing-keys.ts';
import { type ServiceProcess, startServiceProcess } from '@ai-teacher/test-kit/app/service-process.ts';
import { testKeys } from '@ai-teacher/test-kit/identity/tokens.ts';
import { createTestDatabase, type OwnDatabase, redisUrl } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import {
  answering,
  type MeshStandIn,
  startMeshStandIn,
} from '@ai-teacher/test-kit/stand-ins/mesh-stand-in.ts';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { maxBatchRows } from '../../src/data/rosters/apply/apply-staged.ts';
import { anAdminOfNewInstitution } from '../academics.ts';
import { bundleOf, countsOf, csv, type Files, type Rows, rostersOf, smallSchool, zipOf } from '../bundles.ts';

let database: OwnDatabase;
let mesh: MeshStandIn;
let running: ServiceProcess | undefined;

beforeAll(async () => {
  database = await createTestDatabase('user');
  const { keySet, kid } = await testKeys();
  mesh = await startMeshStandIn([
    answering(readKeySet, () => keySet as never),
    answering(readRevocations, () => ({
      asOf: new Date().toISOString(),
      sessions: [],
      keyIds: [kid],
      nextCursor: null,
    })),
  ]);
});
afterAll(async () => {
  await running?.kill();
  await mesh.close();
  await database.drop();
});

const start = async (): Promise<ServiceProcess> => {
  running = await startServiceProcess({
    service: 'user',
    program: fileURLToPath(new URL('../../src/main.ts', import.meta.url)),
    variables: {
      DATABASE_URL: database.url,
      REDIS_URL: await redisUrl(),
      MESH_URL: mesh.url,
      LOG_LEVEL: 'fatal',
    },
    timeoutSeconds: 60,
  });
  return running;
};

/** Makes the locks and the heartbeat of a dead worker one minute older, as after a wait. */
const letTimePass = async (): Promise<void> => {
  for (const [table, column] of [
    ['job_worker_heartbeat', 'seen_at'],
    ['graphile_worker._private_jobs', 'locked_at'],
    ['graphile_worker._private_job_queues', 'locked_at'],
  ])
    await readRows(
      database.url,
      `update ${table} set ${column} = ${column} - interval '1 minute' where ${column} is not null`,
    );
};

/**
 * Holds a lock, runs the service until a statement with `fragment` waits for the lock, and kills the service
 * with SIGKILL in the middle of that transaction. `act` uses the service before.
 */
const killedAt = async (
  { lock, fragment }: { readonly lock: string; readonly fragment: string },
  act: (service: ServiceProcess) => Promise<unknown> = async () => undefined,
): Promise<void> => {
  const holder = new pg.Client({ connectionString: database.url });
  await holder.connect();
  try {
    await holder.query(`set lock_timeout = '30s'`);
    await holder.query('begin');
    await holder.query(lock);
    const service = running ?? (await start());
    await act(service);
    await waitForBlocked(database.url, fragment);
    await service.kill();
    running = undefined;
  } finally {
    await holder.end();
  }
  await letTimePass();
};

const people = maxBatchRows + 100;
/** The first people name a guardian among the last ones. More of them name one than a batch of links has. */
const wards = 1_100;
const guardians = 100;
const guardianOf = (at: number): number => people - 1 - (at % guardians);
const numbers = Array.from({ length: people }, (_, at) => at);
/** The line of the last row of users and enrollments. */
const lastLine = people + 2;
/** A class has at most 2 000 enrolments. */
const classIds = ['k-a', 'k-b', 'k-c', 'k-d'];
/** More enrolments than one batch has. The last rows repeat an id, and make a student a teacher. */
const rows: Rows = {
  ...smallSchool,
  classes: classIds.map((classId) => [
    ...[classId, `Biology ${classId}`, 'c', 'scheduled', 'o-s', classId === 'k-b' ? 't,y' : 't'],
  ]),
  roles: numbers.map((at) => [
    ...[`r-${at}`, `u-${at}`, 'primary', at < people - guardians ? 'student' : 'guardian', '', '', 'o-s'],
  ]),
  enrollments: [
    ...numbers.map((at) => [
      ...[`e-${at}`, classIds[at % classIds.length] ?? '', 'o-s', `u-${at}`, 'student', '', '', ''],
    ]),
    ['e-x', 'k-b', 'o-s', 'u-0', 'teacher', '', '', ''],
  ],
};
const largeSchool: Files = {
  ...bundleOf(rows),
  'users.csv': csv(
    [
      'sourcedId',
      'status',
      'dateLastModified',
      'enabledUser',
      'username',
      'givenName',
      'familyName',
      'agentSourcedIds',
    ],
    ...[...numbers, 0].map((at) => [
      ...[`u-${at}`, '', '', 'true', `p${at}`, `Given ${at}`, `Family ${at}`],
      at < wards ? `u-${guardianOf(at)}` : '',
    ]),
  ),
};

/** Everything that an import makes, without ids. */
const stateOf = async (institutionId: string) => {
  const count = async (sql: string) =>
    readRows(database.url, `${sql.replaceAll('$i', `'${institutionId}'`)}`);
  return {
    units: await count(
      `select n.level, n.names, n.version, nlevel(n.path) from academic_node n
       where n.institution_id = $i and n.tree = 'organisation' order by n.names::text`,
    ),
    registers: await count(
      `select r.sessions, r.courses, r.classes, t.nodes from academic_register r
       join academic_tree t on t.institution_id = r.institution_id and t.tree = 'organisation'
       where r.institution_id = $i`,
    ),
    enrolments: await count(
      `select c.title, p.registered_name as name, p.role as account, e.role, e.valid_from, e.valid_until, e.version
       from enrolment e join class c on c.id = e.class_id join profile p on p.id = e.person_id
       where e.institution_id = $i order by p.registered_name`,
    ),
    people: await count('select count(*) from profile where institution_id = $i'),
    guardians: await count(
      `select g.registered_name as guardian, s.registered_name as student, l.version, l.ended_at
       from guardian_link l join profile g on g.id = l.guardian_id join profile s on s.id = l.student_id
       where l.institution_id = $i order by s.registered_name`,
    ),
    links: await count(
      `select count(*) from roster_record where institution_id = $i and file = 'agents' and ended_at is null`,
    ),
    left: await count(
      `select (select count(*) from roster_step) as steps, (select count(*) from roster_row) as rows,
         (select count(*) from roster_part) as parts`,
    ),
  };
};

it('an import ends as without an interruption although its worker is killed at every step', async () => {
  const admin = anAdminOfNewInstitution();
  const zip = await zipOf(largeSchool);
  let id = '';
  await killedAt(
    { lock: 'lock table roster_row in exclusive mode', fragment: 'delete from roster_row' },
    async (service) => {
      id = (await rostersOf(service, admin).upload(zip)).body.id;
    },
  );
  // A row of another transaction with the key of a row of the bundle: the copy waits for it.
  await killedAt({
    lock: `insert into roster_row (roster_id, file, line, sourced_id, ends, fields)
      values ('${id}', 'users', 2000, 'x', false, '{}')`,
    fragment: 'copy roster_row',
  });
  const fault = (file: string, place: string, code: string): string =>
    `insert into roster_fault (roster_id, file, line, place, code, sentence)
     values ('${id}', '${file}', ${lastLine}, '${place}', '${code}', 'x')`;
  await killedAt({
    lock: fault('users', 'sourcedId', 'id-repeated'),
    fragment: 'insert into roster_fault',
  });
  await killedAt({
    lock: `insert into roster_step (roster_id, file, line, action, sourced_id, target_id)
      values ('${id}', 'users', 2000, 'create', 'x', gen_random_uuid())`,
    fragment: 'insert into roster_step',
  });
  // PostgreSQL shows the beginning of a statement only, and this one begins with who teaches.
  await killedAt({
    lock: fault('enrollments', 'role', 'account-role-unfit'),
    fragment: 'teachers as (',
  });
  // The report is stored together with the removal of the zip.
  await killedAt({
    lock: `select from roster_part where roster_id = '${id}' for update`,
    fragment: 'delete from roster_part',
  });
  const report = await rostersOf(await start(), admin).settled(id);
  expect(report).toMatchObject({ status: 'ready', faults: 2 });

  await killedAt(
    { lock: 'lock table profile in exclusive mode', fragment: 'insert into profile' },
    (service) => rostersOf(service, admin).confirm(id),
  );
  await killedAt({ lock: 'lock table class in exclusive mode', fragment: 'insert into class' });
  // The first batch of enrolments is stored; the second one waits for this person.
  const [last] = await readRows(
    database.url,
    `select target_id as id from roster_record where file = 'users' and sourced_id = 'u-${people - 1}'`,
  );
  await killedAt({
    lock: `select from profile where id = '${last?.id}' for update`,
    fragment: 'for share',
  });
  const [stored] = await readRows(database.url, 'select count(*)::int from enrolment');
  expect(stored).toEqual({ count: maxBatchRows });
  // The first batch of guardians is linked. The second one waits for a link of the same people.
  const [ward] = await readRows(
    database.url,
    `select s.target_id as student, g.target_id as guardian from roster_record s
       join roster_record g on g.file = 'users' and g.sourced_id = s.fields ->> 'agentSourcedIds'
     where s.file = 'users' order by s.sourced_id desc limit 1`,
  );
  await killedAt({
    lock: `insert into guardian_link (id, institution_id, guardian_id, student_id, created_by, created_at)
      values (gen_random_uuid(), '${admin.institutionId}', '${ward?.guardian}', '${ward?.student}',
        gen_random_uuid(), now())`,
    fragment: 'with wanted as (',
  });
  const [linked] = await readRows(database.url, 'select count(*)::int from guardian_link');
  expect(linked).toEqual({ count: 1_000 });
  // Everything is applied; the staged rows that are not needed any more are being removed.
  await killedAt({
    lock: `select from roster_row where roster_id = '${id}' and file = 'users' and line = 2 for update`,
    fragment: 'delete from roster_row',
  });
  const [applied] = await readRows(database.url, 'select count(*)::int from enrolment');
  expect(applied).toEqual({ count: people });
  const service = await start();
  expect(await rostersOf(service, admin).settled(id)).toMatchObject({ status: 'applied', faults: 2 });

  const other = anAdminOfNewInstitution();
  const whole = await rostersOf(service, other).imported(largeSchool);
  expect(countsOf(report)).toEqual(countsOf(whole.report));
  const state = await stateOf(admin.institutionId);
  expect(state).toEqual(await stateOf(other.institutionId));
  expect(state.enrolments).toHaveLength(people);
  expect(state.guardians).toHaveLength(wards);

  const again = await rostersOf(service, admin).imported(largeSchool);
  expect(countsOf(again.report)).toEqual({ users: { reject: 1 }, enrollments: { reject: 1 } });
  // The two rejected rows of each of the three imports can still be downloaded.
  expect(await stateOf(admin.institutionId)).toEqual({
    ...state,
    left: [{ parts: '0', rows: '6', steps: '0' }],
  });
}, 500_000);
