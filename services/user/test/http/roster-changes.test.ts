import { restoreNode } from '@ai-teacher/contracts/user/academics.ts';
import { listClasses } from '@ai-teacher/contracts/user/classes.ts';
import { listCourses } from '@ai-teacher/contracts/user/courses.ts';
import { listClassEnrolments } from '@ai-teacher/contracts/user/enrolments.ts';
import { endGuardianLink, linkGuardian, listGuardians } from '@ai-teacher/contracts/user/guardians.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { UserDeps } from '../../src/deps.ts';
import { deletionOf, deliver } from '../builders.ts';
import {
  anImportInto,
  bundleOf,
  countsOf,
  csv,
  type Files,
  manifestOf,
  schoolWith,
  smallSchool,
} from '../bundles.ts';
import { collect } from '../school.ts';
import { startUserApp } from '../user-app.ts';

let app: TestApp<UserDeps>;
beforeAll(async () => {
  app = await startUserApp();
});
afterAll(() => app.close());

const school = bundleOf(smallSchool);

const anImport = () => anImportInto(app);

describe('an enrolment of an import', () => {
  const nextYear = ['y2', '2027/28', 'schoolYear', '2027-08-01', '2028-07-01', '', '2028'];
  const academicSessions = [...smallSchool.academicSessions, nextYear];
  /** The check cannot see that the terms of the class lie outside the year of its course. */
  const unfitClass = (id: string, title: string) => [id, title, 'c', 'scheduled', 'o-s', 'y2'];
  const enrolled = `select c.title, p.registered_name as name, e.valid_until::text as until
    from enrolment e join class c on c.id = e.class_id join profile p on p.id = e.person_id
    where e.institution_id = $i and e.role = 'student' order by 1, 2`;
  const kim = { title: 'Biology 7a', name: 'Kim "K", the Ivy', until: '2026-12-20' };
  const lou = { title: 'Biology 7b', name: 'Lou Reed', until: null };

  it('is rejected with its class, and made when the class is mended', async () => {
    const { imported, rows, faults } = anImport();
    const [first = []] = smallSchool.classes;
    const unfit = { academicSessions, classes: [first, unfitClass('k-b', 'Biology 7b')] };
    const { report } = await imported(schoolWith(unfit));
    expect(await faults(report.id)).toMatchObject([
      { file: 'classes.csv', line: 3, code: 'dates-outside-period' },
      { file: 'enrollments.csv', line: 5, column: 'classSourcedId', code: 'reference-rejected' },
    ]);
    expect(await rows(enrolled)).toEqual([kim]);
    const mended = await imported(schoolWith({ academicSessions }));
    expect(countsOf(mended.report)).toEqual({ classes: { create: 1 }, enrollments: { create: 1 } });
    expect(mended.applied).toMatchObject({ status: 'applied', faults: 0 });
    expect(await rows(enrolled)).toEqual([kim, lou]);
  });

  it('that moves to a rejected class stays in its class, and moves when the class is mended', async () => {
    const { imported, rows, faults } = anImport();
    await imported(school);
    const moved = {
      academicSessions,
      enrollments: smallSchool.enrollments.map((row) => (row[0] === 'e-4' ? row.with(1, 'k-c') : row)),
    };
    const unfit = [...smallSchool.classes, unfitClass('k-c', 'Biology 7c')];
    const { report } = await imported(schoolWith({ ...moved, classes: unfit }));
    expect(countsOf(report)).toMatchObject({ enrollments: { change: 1 } });
    expect((await faults(report.id)).map(({ file }: { file: string }) => file)).toEqual([
      'classes.csv',
      'enrollments.csv',
    ]);
    expect(await rows(enrolled)).toEqual([kim, lou]);
    const fit = [...smallSchool.classes, ['k-c', 'Biology 7c', 'c', 'scheduled', 'o-s', 'y']];
    const mended = await imported(schoolWith({ ...moved, classes: fit }));
    expect(countsOf(mended.report)).toEqual({ classes: { create: 1 }, enrollments: { change: 1 } });
    expect(await rows(enrolled)).toEqual([kim, { ...lou, title: 'Biology 7c' }]);
  });

  it('is made again for a person who was erased here and stays in the bundle', async () => {
    const { admin, imported, checked, rows, personOf } = anImport();
    await imported(school);
    const before = await rows(
      `select target_id from roster_record where institution_id = $i and sourced_id = 'e-3'`,
    );
    await deliver(app, deletionOf({ ...admin, userId: await personOf('u-1') }));
    expect(await rows(enrolled)).toEqual([lou]);
    const { report, applied } = await imported(school);
    expect(countsOf(report)).toEqual({
      users: { create: 1 },
      roles: { create: 1 },
      enrollments: { change: 1 },
    });
    expect(applied).toMatchObject({ status: 'applied', faults: 0 });
    expect(await rows(enrolled)).toEqual([kim, lou]);
    // The receivers of events know the last version of the erased enrolment.
    expect(
      await rows(`select target_id from roster_record where institution_id = $i and sourced_id = 'e-3'`),
    ).not.toEqual(before);
    expect(countsOf(await checked(school))).toEqual({});
  });

  it('lasts while one of the rows that state the enrolment does', async () => {
    const { imported, rows } = anImport();
    await imported(school);
    const renamed = smallSchool.enrollments.map((row) => (row[0] === 'e-4' ? row.with(0, 'e-new') : row));
    const { report } = await imported(schoolWith({ enrollments: renamed }));
    expect(countsOf(report)).toEqual({ enrollments: { create: 1, end: 1 } });
    expect(await rows(enrolled)).toEqual([kim, lou]);
    const { applied } = await imported(schoolWith({ enrollments: smallSchool.enrollments.slice(0, -1) }));
    expect(applied.status).toBe('applied');
    expect(
      await rows(`${enrolled.replace('order by', `and e.valid_until <= current_date order by`)}`),
    ).toMatchObject([{ name: lou.name }]);
  });
});

describe('a row that names a session, an organisation or a course that was rejected while applied', () => {
  /** The check cannot see that these sessions lie outside the year above them. */
  const unfit = [
    ['y2', '2027/28', 'schoolYear', '2027-08-01', '2028-07-01', 'y', '2028'],
    ['t2', 'Summer', 'term', '2027-07-15', '2027-09-01', 'y', '2027'],
  ];
  const academicSessions = [...smallSchool.academicSessions, ...unfit];
  const [course = []] = smallSchool.courses;
  const [first = []] = smallSchool.classes;
  const made = `select 'course' as kind, names -> 0 ->> 'name' as name from course where institution_id = $i
    union all select 'class', title from class where institution_id = $i order by 1, 2`;

  it('is rejected, and made when the named row is mended', async () => {
    const { imported, rows, faults } = anImport();
    const courses = [course, ['c2', 'y2', 'Chemistry', ...course.slice(3)]];
    const classes = [
      first,
      first.with(0, 'k-part').with(1, 'Partly').with(5, 'y,t2'),
      first.with(0, 'k-none').with(1, 'Nowhere').with(5, 't2'),
      first.with(0, 'k-c2').with(1, 'Chemistry 7a').with(2, 'c2'),
    ];
    const given = { courses, classes, enrollments: [] };
    const { report, applied } = await imported(schoolWith({ ...given, academicSessions }));
    expect(report.faults).toBe(0);
    expect(await faults(report.id)).toMatchObject([
      { file: 'academicSessions.csv', line: 4, code: 'dates-outside-period' },
      { file: 'academicSessions.csv', line: 5, code: 'dates-outside-period' },
      { file: 'classes.csv', line: 3, column: 'termSourcedIds', code: 'reference-rejected' },
      { file: 'classes.csv', line: 4, column: 'termSourcedIds', code: 'reference-rejected' },
      { file: 'classes.csv', line: 5, column: 'courseSourcedId', code: 'reference-rejected' },
      { file: 'courses.csv', line: 3, column: 'schoolYearSourcedId', code: 'reference-rejected' },
    ]);
    expect(applied).toMatchObject({ status: 'applied', faults: 6 });
    expect(await rows(made)).toEqual([
      { kind: 'class', name: first[1] },
      { kind: 'course', name: course[2] },
    ]);
    const mended = unfit.map(([id, title, type, , , , year]) =>
      id === 'y2'
        ? [id, title, type, '2027-08-01', '2028-07-01', '', year]
        : [id, title, type, '2027-01-15', '2027-03-01', 'y', year],
    ) as string[][];
    const again = await imported(
      schoolWith({
        ...given,
        classes: classes.map((row) => (row[0] === 'k-c2' ? row.with(5, 'y2') : row)),
        academicSessions: [...smallSchool.academicSessions, ...mended],
      }),
    );
    expect(again.applied).toMatchObject({ status: 'applied', faults: 0 });
    expect(countsOf(again.report)).toEqual({
      academicSessions: { create: 2 },
      courses: { create: 1 },
      classes: { create: 3 },
    });
  });
});

describe('a list of things that one import made', () => {
  const numbers = [1, 2, 3, 4, 5];
  const changed = '2026-09-01T00:00:00Z';
  const base = ['sourcedId', 'status', 'dateLastModified'];
  const parents = numbers.map((number) => `u-g${number}`);
  const users: Files = {
    'users.csv': csv(
      [...base, 'enabledUser', 'givenName', 'familyName', 'agentSourcedIds'],
      ...numbers.map((number) => [`u-${number}0`, 'active', changed, 'true', `Kim ${number}`, 'Ivy', '']),
      ...parents.map((id) => [id, 'active', changed, 'true', 'Gus', id, 'u-10']),
    ),
  };
  const made: Files = {
    ...schoolWith({
      courses: numbers.map((number) => [`c-${number}`, 'y', `Course ${number}`, '', 'o-s']),
      classes: numbers.map((number) => [`k-${number}`, `Class ${number}`, 'c-1', 'scheduled', 'o-s', 'y']),
      roles: [
        ...numbers.map((number) => [`r-${number}`, `u-${number}0`, 'primary', 'student', '', '', 'o-s']),
        ...parents.map((id) => [`r-${id}`, id, 'primary', 'guardian', '', '', 'o-s']),
      ],
      enrollments: numbers.map((number) => [
        `e-${number}`,
        'k-1',
        'o-s',
        `u-${number}0`,
        'student',
        '',
        '',
        '',
      ]),
    }),
    ...users,
  };

  it.each([
    ['courses', listCourses, undefined, numbers.length],
    ['classes', listClasses, undefined, numbers.length],
    ['enrolments of a class', listClassEnrolments, 'k-1', numbers.length],
    ['guardians of a student', listGuardians, 'u-10', numbers.length],
  ] as const)('shows all %s, page by page', async (_, op, of, count) => {
    const { admin, imported, rows } = anImport();
    expect((await imported(made)).applied).toMatchObject({ status: 'applied', faults: 0 });
    const [target] = await rows(
      `select target_id as id from roster_record where institution_id = $i and sourced_id = '${of}'`,
    );
    const params = of === undefined ? {} : { params: { id: String(target?.id) } };
    const ids = await collect((query) => app.call(op, { as: admin, ...params, query }));
    expect(new Set(ids).size).toBe(count);
    expect(ids).toHaveLength(count);
  });
});

it('a unit that an import archived is restored by hand, with the units that were archived with it', async () => {
  const { admin, imported, rows } = anImport();
  const east = ['o-e', 'East', 'district', '', ''];
  const orgs = [...smallSchool.orgs, east, ['o-n', 'New School', 'school', '', 'o-e']];
  await imported(schoolWith({ orgs }));
  expect((await imported(school)).report.faults).toBe(0);
  const archived = `select names -> 0 ->> 'name' as name from academic_node
    where institution_id = $i and archived_at is not null order by 1`;
  expect(await rows(archived)).toEqual([{ name: 'East' }, { name: 'New School' }]);
  const [unit] = await rows(
    `select target_id as id from roster_record where institution_id = $i and sourced_id = 'o-e'`,
  );
  const params = { tree: 'organisation', id: String(unit?.id) };
  const answer = await app.call(restoreNode, { as: admin, params });
  expect(answer).toMatchObject({ status: 200, body: { archivedAt: null } });
  expect(await rows(archived)).toEqual([]);
});

describe('a role of an import', () => {
  const base = ['sourcedId', 'status', 'dateLastModified'];
  const changed = '2026-09-01T00:00:00Z';
  const roleOf = 'select role from profile where id =';

  it('that a delta removes by its id alone ends, as a profile does, and its person loses the role', async () => {
    const { imported, rows, personOf } = anImport();
    const profileHeader = [...base, 'userSourcedId', 'profileType'];
    await imported({
      ...school,
      'manifest.csv': manifestOf([...Object.keys(smallSchool), 'userProfiles']),
      'userProfiles.csv': csv(profileHeader, ['p-p', '', '', 'u-p', 'learning']),
    });
    const head = await personOf('u-p');
    expect(await rows(`${roleOf} '${head}'`)).toEqual([{ role: 'teacher' }]);
    const { report, applied } = await imported({
      'manifest.csv': manifestOf(['roles', 'userProfiles'], 'delta'),
      'roles.csv': csv(
        [...base, 'userSourcedId', 'roleType', 'role', 'orgSourcedId'],
        ['r-p', 'tobedeleted', changed, '', '', '', ''],
      ),
      'userProfiles.csv': csv(profileHeader, ['p-p', 'tobedeleted', changed, '', '']),
    });
    expect(countsOf(report)).toEqual({ roles: { end: 1 }, userProfiles: { end: 1 } });
    expect(applied).toMatchObject({ status: 'applied', faults: 0 });
    expect(await rows(`${roleOf} '${head}'`)).toEqual([{ role: 'student' }]);
    expect(
      await rows(
        `select sourced_id as id from roster_record
         where institution_id = $i and ended_at is not null order by 1`,
      ),
    ).toEqual([{ id: 'p-p' }, { id: 'r-p' }]);
  });

  it('that moves to another person leaves its former person', async () => {
    const { imported, rows, personOf } = anImport();
    await imported(school);
    const moved = bundleOf({ roles: [['r-p', 'u-a', 'primary', 'principal', '', '', 'o-s']] }, 'delta');
    expect(countsOf((await imported(moved)).report)).toEqual({ roles: { change: 1 } });
    expect(await rows(`${roleOf} '${await personOf('u-p')}'`)).toEqual([{ role: 'student' }]);
    expect(await rows(`${roleOf} '${await personOf('u-a')}'`)).toEqual([{ role: 'teacher' }]);
  });
});

it('an import does not restore a link of a guardian that was ended by hand, whether it was imported or not', async () => {
  const { admin, imported, rows, personOf } = anImport();
  const header = ['sourcedId', 'status', 'dateLastModified', 'enabledUser', 'givenName', 'familyName'];
  /** The guardians u-g and u-h, and the agents whom they name. */
  const family = (agent: string): Files => ({
    ...schoolWith({
      roles: [
        ...smallSchool.roles,
        ...['u-g', 'u-h'].map((id) => [`r-${id}`, id, 'primary', 'guardian', '', '', 'o-s']),
      ],
    }),
    'users.csv': csv(
      [...header, 'agentSourcedIds'],
      ...smallSchool.users.map(([id = '']) => [id, '', '', 'true', id, 'X', '']),
      ...['u-g', 'u-h'].map((id) => [id, '', '', 'true', id, 'X', id === 'u-h' ? 'u-1' : agent]),
    ),
  });
  const links = () =>
    rows(
      `select g.registered_name as guardian, l.ended_at is not null as ended from guardian_link l
         join profile g on g.id = l.guardian_id where l.institution_id = $i order by 1, 2`,
    );
  await imported(family(''));
  const byHand = await app.call(linkGuardian, {
    as: admin,
    params: { id: await personOf('u-1') },
    body: { guardianId: await personOf('u-g') },
  });
  expect(byHand.status).toBe(200);
  for (const { id } of await rows('select id from guardian_link where institution_id = $i'))
    await app.call(endGuardianLink, { as: admin, params: { id: String(id) } });
  const ended = [
    { guardian: 'u-g X', ended: true },
    { guardian: 'u-h X', ended: true },
  ];
  expect(await links()).toEqual(ended);
  await imported(family('u-1'));
  expect(await links()).toEqual(ended);
  // Other students do not have the ended links.
  await imported(family('u-2'));
  expect(await links()).toEqual([{ guardian: 'u-g X', ended: false }, ...ended]);
});
