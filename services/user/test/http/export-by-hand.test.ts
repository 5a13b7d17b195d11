import { exportRoster, rosterFiles } from '@ai-teacher/contracts/rosters/rosters.ts';
import { archiveNode } from '@ai-teacher/contracts/user/academics.ts';
import { archiveClass, changeClass } from '@ai-teacher/contracts/user/classes.ts';
import { endEnrolment, listClassEnrolments } from '@ai-teacher/contracts/user/enrolments.ts';
import { endGuardianLink, linkGuardian } from '@ai-teacher/contracts/user/guardians.ts';
import { changeMe } from '@ai-teacher/contracts/user/profile.ts';
import { changeLevels } from '@ai-teacher/contracts/user/tree-levels.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import type { TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createYauzlBundleReader } from '../../src/adapters/yauzl-bundle-reader.ts';
import type { UserDeps } from '../../src/deps.ts';
import { treeOf } from '../academics.ts';
import { deletionOf, deliver, registrationOf } from '../builders.ts';
import { anImportInto, bundleOf, countsOf, csv, manifestOf, smallSchool } from '../bundles.ts';
import { dayIn, named, schoolOf } from '../school.ts';
import { startUserApp } from '../user-app.ts';

let app: TestApp<UserDeps>;
beforeAll(async () => {
  app = await startUserApp();
});
afterAll(() => app.close());

type Bundle = Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;

/** The rows of each file, by column, without empty cells. */
const readBundle = async (zip: Buffer): Promise<Bundle> => {
  const bundle = await createYauzlBundleReader().open(zip.byteLength, async function* read(start, end) {
    yield zip.subarray(start, end);
  });
  const files: Record<string, Readonly<Record<string, string>>[]> = {};
  for (const file of bundle.names) {
    const rows: (readonly string[])[] = [];
    for await (const { cells } of bundle.rows(file)) rows.push(cells);
    const [header = [], ...others] = rows;
    files[file.replace('.csv', '')] = others.map((cells) =>
      Object.fromEntries(
        header.flatMap((column, at) => (cells[at] === '' ? [] : [[column, cells[at] ?? '']])),
      ),
    );
  }
  bundle.close();
  return files;
};

const anInstitution = () => {
  const { admin, rows, ...rosters } = anImportInto(app);
  const download = async (): Promise<Buffer> => {
    const { status, bytes, text } = await app.call(exportRoster, { as: admin });
    if (status !== 200) throw new Error(`exportRoster answered ${status}: ${text}`);
    return bytes;
  };
  const upload = async (zip: Buffer) => {
    const report = await rosters.settled((await rosters.upload(zip)).body.id);
    expect(await rosters.faults(report.id)).toEqual([]);
    expect(report.status).toBe('ready');
    await rosters.confirm(report.id);
    expect(await rosters.settled(report.id)).toMatchObject({ status: 'applied', faults: 0 });
    return report;
  };
  return { admin, school: schoolOf(app, admin), tree: treeOf(app, admin), rosters, download, upload, rows };
};
type Institution = ReturnType<typeof anInstitution>;

const levels = async ({ admin }: Institution, names: readonly string[]) => {
  const body = { levels: names };
  const { status } = await app.call(changeLevels, { as: admin, params: { tree: 'organisation' }, body });
  expect(status).toBe(200);
};
const ownLevels = ['state', 'district', 'school', 'department', 'house', 'section'];

/**
 * A school of which no bundle knows anything: with every kind of thing, and with ends, moves and archives.
 */
const madeByHand = async (own: Institution) => {
  const { school, tree, admin } = own;
  await levels(own, ownLevels);
  await deliver(app, registrationOf(admin, { name: 'Ann Admin', email: 'ann@school.example' }));
  const state = await tree.created({ level: 'state', name: 'North, "the" cold one' });
  const place = await tree.created({ level: 'school', name: 'Oak', parentId: state.id, code: 'OAK' });
  const house = await tree.created({ level: 'house', name: 'Red', parentId: place.id });
  const section = await tree.created({ level: 'section', name: '7b', parentId: house.id });
  const closing = await tree.created({ level: 'section', name: 'Closing', parentId: house.id });
  const year = await school.session({ names: named('A year') });
  const term = await school.session({
    ...{ names: named('A term'), parentId: year.id, from: dayIn(-100), until: dayIn(100) },
  });
  const course = await school.course({ sessionId: year.id, code: 'BIO' });
  const short = await school.course({ sessionId: term.id });
  const first = await school.class({ courseId: course.id, unitId: section.id, code: '7B', from: dayIn(-50) });
  const second = await school.class({ courseId: short.id, unitId: house.id, title: 'Moved' });
  const archived = await school.class({ courseId: short.id, unitId: house.id, title: 'Archived' });
  const person = async (role: TestUser['role'], name: string): Promise<TestUser> => {
    const made = school.member({ role });
    await deliver(app, registrationOf(made, { name, email: `${name.length}@school.example` }));
    return made;
  };
  const teacher = await person('teacher', 'Ada Lovelace Moss');
  const helper = await person('teacher', 'Bo');
  const [kim, lou] = [await person('student', 'Kim Ivy'), await person('student', 'Lou Reed')];
  const [parent, former] = [await person('student', 'Gus Ivy'), await person('teacher', 'Fay Ivy')];
  const gone = await person('student', 'Gone Soon');
  await app.call(changeMe, { as: kim, body: { name: 'Kimberley Ivy' } });
  await school.add(first.id, [
    { personId: teacher.userId, role: 'teacher' },
    { personId: helper.userId, role: 'co-teacher', until: dayIn(30) },
    { personId: kim.userId, role: 'student' },
    { personId: gone.userId, role: 'student' },
  ]);
  await school.add(second.id, [{ personId: lou.userId, role: 'student', from: dayIn(-20) }]);
  await school.add(archived.id, [{ personId: lou.userId, role: 'student' }]);
  const { body } = await school.call(listClassEnrolments, { params: { id: second.id } });
  await school.call(endEnrolment, { params: { id: body.items[0].id }, body: { until: dayIn(0) } });
  for (const guardian of [parent, former])
    await school.call(linkGuardian, { params: { id: kim.userId }, body: { guardianId: guardian.userId } });
  await school.grant(place.id, teacher, admin, { until: dayIn(60) });
  await school.grant(closing.id, helper);
  await school.call(archiveNode, { params: { tree: 'organisation', id: closing.id } });
  await school.call(changeClass, { params: { id: second.id }, body: { unitId: place.id } });
  await school.call(archiveClass, { params: { id: archived.id } });
  await deliver(app, deletionOf(gone));
  return { place, house, closing, year, first, kim, lou, parent, helper };
};

it('an erasure beside the check of an import leaves no row with the name of the person', async () => {
  const own = anInstitution();
  const { kim } = await madeByHand(own);
  const { rows, rosters, download, admin } = own;
  await own.upload(await download());
  // An import of the version before knows the class and not the person.
  await rows(`delete from roster_record where target_id = '${kim.userId}'`);
  const zip = await download();
  const holder = new pg.Client({ connectionString: app.databaseUrl });
  await holder.connect();
  try {
    await holder.query('begin');
    await holder.query(
      `select from roster_record where institution_id = $1 and file = 'classes' for update`,
      [admin.institutionId],
    );
    const { id } = (await rosters.upload(zip)).body;
    await waitForBlocked(app.databaseUrl, 'insert into roster_record');
    let isErased = false;
    const erasure = deliver(app, deletionOf(kim)).finally(() => {
      isErased = true;
    });
    const waiting = `select from pg_stat_activity where datname = current_database()
      and wait_event_type = 'Lock' and query not like '%insert into roster_record%'`;
    await waitUntil(async () => isErased || (await rows(waiting)).length > 0, {
      what: 'the erasure that waits or has ended',
      timeoutSeconds: 20,
    });
    await holder.query('commit');
    expect((await erasure).status).toBe(204);
    expect(await rosters.settled(id)).toMatchObject({ status: 'ready' });
  } finally {
    await holder.end();
  }
  expect(await rows(`select file, fields from roster_record where target_id = '${kim.userId}'`)).toEqual([]);
});

describe('an export of a school that people made', () => {
  it('contains all of it, changes nothing here, and makes the same bundle elsewhere', async () => {
    const own = anInstitution();
    const made = await madeByHand(own);
    const zip = await own.download();
    const bundle = await readBundle(zip);
    expect(Object.keys(bundle).sort()).toEqual(['manifest', ...rosterFiles].sort());
    expect(bundle.orgs?.find(({ sourcedId }) => sourcedId === made.house.id)).toMatchObject({
      ...{ name: 'Red', type: 'ext:house', parentSourcedId: made.place.id },
    });
    expect(bundle.orgs?.map(({ sourcedId }) => sourcedId)).not.toContain(made.closing.id);
    // The role in the archived section is one in the unit above it.
    expect(
      bundle.roles?.find((row) => row.userSourcedId === made.helper.userId && row.roleType === 'secondary'),
    ).toMatchObject({
      ...{ role: 'siteAdministrator', orgSourcedId: made.house.id },
    });
    expect(
      bundle.roles?.find(({ sourcedId }) => sourcedId === `${made.parent.userId}-guardian`),
    ).toMatchObject({
      ...{ userSourcedId: made.parent.userId, role: 'guardian' },
    });
    expect(bundle.users?.map(({ givenName, familyName }) => `${givenName}|${familyName}`).sort()).toEqual([
      ...['Ada Lovelace|Moss', 'Ann|Admin', 'Bo|.', 'Fay|Ivy', 'Gus|Ivy', 'Kimberley|Ivy', 'Lou|Reed'],
    ]);
    expect(bundle.classes?.find(({ sourcedId }) => sourcedId === made.first.id)).toMatchObject({
      ...{ classCode: '7B', termSourcedIds: made.year.id, 'metadata.aiTeacher.validFrom': dayIn(-50) },
    });
    expect(bundle.classes?.map(({ title }) => title).sort()).toEqual(['Biology 7b', 'Moved']);
    expect(bundle.enrollments).toHaveLength(4);

    const again = await own.upload(zip);
    expect(countsOf(again)).toEqual({});
    expect(again.files.every(({ rows, same }: Record<string, number>) => rows === same)).toBe(true);
    expect(await readBundle(await own.download())).toEqual(bundle);

    const other = anInstitution();
    await levels(other, ownLevels);
    await other.upload(zip);
    const copy = await other.download();
    expect(await readBundle(copy)).toEqual(bundle);
    expect(countsOf(await other.upload(copy))).toEqual({});
    expect(
      await other.rows(
        `select p.registered_name as name, e.role, e.valid_until::text as until, c.valid_from::text as from
         from enrolment e join class c on c.id = e.class_id join profile p on p.id = e.person_id
         where e.institution_id = $i order by 1`,
      ),
    ).toEqual([
      { name: 'Ada Lovelace Moss', role: 'teacher', until: null, from: dayIn(-50) },
      { name: 'Bo', role: 'co-teacher', until: dayIn(30), from: dayIn(-50) },
      { name: 'Kimberley Ivy', role: 'student', until: null, from: dayIn(-50) },
      { name: 'Lou Reed', role: 'student', until: dayIn(0), from: dayIn(-100) },
    ]);
    expect(
      await other.rows(
        `select g.registered_name as name from guardian_link l join profile g on g.id = l.guardian_id
         where l.institution_id = $i and l.ended_at is null order by 1`,
      ),
    ).toEqual([{ name: 'Fay Ivy' }, { name: 'Gus Ivy' }]);
  });

  it('contains the additions of people to an imported school, and a bulk bundle of another system ends none of them', async () => {
    const own = anInstitution();
    const { school, rows, rosters } = own;
    await rosters.imported(bundleOf(smallSchool));
    const idOf = async (table: string, where: string): Promise<string> =>
      String((await rows(`select id from ${table} where institution_id = $i and ${where}`))[0]?.id);
    const unitId = await idOf('academic_node', `names -> 0 ->> 'name' = 'Oak School'`);
    const district = await idOf('academic_node', `names -> 0 ->> 'name' = 'North'`);
    const kim = await idOf('profile', `registered_name like 'Kim%'`);
    const lou = await idOf('profile', `registered_name like 'Lou%'`);
    const courseId = await idOf('course', `names -> 0 ->> 'name' = 'Biology 7'`);
    const club = await school.class({ courseId, unitId, title: 'Club', from: '2026-09-01' });
    await school.add(club.id, [{ personId: kim, role: 'student', from: '2026-09-02' }]);
    await school.call(linkGuardian, { params: { id: kim }, body: { guardianId: lou } });
    const biology = await idOf('class', `title = 'Biology 7b'`);
    const moved = { unitId: district, from: '2026-08-02' };
    expect((await school.call(changeClass, { params: { id: biology }, body: moved })).body).toMatchObject({});
    const zip = await own.download();
    const bundle = await readBundle(zip);
    expect(bundle.classes?.map(({ title }) => title).sort()).toEqual(['Biology 7a', 'Biology 7b', 'Club']);
    expect(bundle.users?.find(({ sourcedId }) => sourcedId === 'u-1')).toMatchObject({
      agentSourcedIds: 'u-2',
    });
    expect(countsOf(await own.upload(zip))).toEqual({});
    // The outside system knows neither the club nor the guardian nor the move.
    expect(countsOf((await rosters.imported(bundleOf(smallSchool))).report)).toEqual({});
    expect(await readBundle(await own.download())).toEqual(bundle);
    const other = anInstitution();
    await other.upload(zip);
    expect(await readBundle(await other.download())).toEqual(bundle);
  });

  it('recognises things by their own ids in a delta, changes them, and ends the things that a row removes', async () => {
    const own = anInstitution();
    const { kim, lou, first, place, parent } = await madeByHand(own);
    const { rosters, rows, school } = own;
    const header = ['sourcedId', 'status', 'dateLastModified'];
    const changed = '2026-09-01T00:00:00Z';
    const { body } = await school.call(listClassEnrolments, { params: { id: first.id } });
    const ofKim = body.items.find(({ personId }: { personId: string }) => personId === kim.userId);
    const { report } = await rosters.imported({
      'manifest.csv': manifestOf(['enrollments'], 'delta'),
      'enrollments.csv': csv(
        [...header, 'classSourcedId', 'schoolSourcedId', 'userSourcedId', 'role'],
        [ofKim.id, 'tobedeleted', changed, first.id, place.id, kim.userId, 'student'],
        ['new', 'active', changed, first.id, place.id, lou.userId, 'student'],
      ),
    });
    expect(countsOf(report)).toEqual({ enrollments: { create: 1, end: 1 } });
    expect(
      await rows(
        `select p.registered_name as name from enrolment e join profile p on p.id = e.person_id
         where e.class_id = '${first.id}' and e.role = 'student' and e.valid_until is null`,
      ),
    ).toEqual([{ name: 'Lou Reed' }]);
    // A guardian link that people ended stays ended, whatever an earlier bundle named.
    await own.upload(await own.download());
    const links = await rows(`select id from guardian_link where guardian_id = '${parent.userId}'`);
    const ended = { params: { id: String(links[0]?.id) } };
    expect((await school.call(endGuardianLink, ended)).status).toBe(204);
    await rosters.imported({
      'manifest.csv': manifestOf(['orgs'], 'delta'),
      'orgs.csv': csv([...header, 'name', 'type'], ['o', 'active', changed, 'South', 'state']),
    });
    expect(
      await rows(
        `select ended_at is not null as ended from guardian_link where guardian_id = '${parent.userId}'`,
      ),
    ).toEqual([{ ended: true }]);
  });

  it('has people with their role in users when the institution imported version 1.1', async () => {
    const own = anInstitution();
    const { roles: _, users: _users, ...others } = smallSchool;
    await own.rosters.imported({
      ...bundleOf({ orgs: others.orgs }),
      'manifest.csv': manifestOf(['orgs', 'users'], 'bulk', '1.1'),
      'users.csv': csv(
        ['sourcedId', 'status', 'dateLastModified', 'orgSourcedIds', 'role', 'givenName', 'familyName'],
        ['u-1', '', '', 'o-s', 'student', 'Kim', 'Ivy'],
      ),
    });
    const teacher = await own.school.known({ role: 'teacher' });
    const zip = await own.download();
    const bundle = await readBundle(zip);
    expect(bundle.users?.find(({ sourcedId }) => sourcedId === teacher.userId)).toMatchObject({
      ...{ role: 'teacher', orgSourcedIds: 'o-d' },
    });
    expect(countsOf(await own.upload(zip))).toEqual({});
    const other = anInstitution();
    await other.upload(zip);
    expect(await readBundle(await other.download())).toEqual(bundle);
  });
});
