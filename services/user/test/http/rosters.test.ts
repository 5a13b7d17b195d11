import * as contract from '@ai-teacher/contracts/rosters/rosters.ts';
import { archiveNode } from '@ai-teacher/contracts/user/academics.ts';
import { linkGuardian } from '@ai-teacher/contracts/user/guardians.ts';
import { inviteToClass } from '@ai-teacher/contracts/user/join-codes.ts';
import { endUnitRole } from '@ai-teacher/contracts/user/units/unit-roles.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import type { TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { UserDeps } from '../../src/deps.ts';
import { anAdminOfNewInstitution, treeOf } from '../academics.ts';
import { deletionOf, deliver } from '../builders.ts';
import {
  anImportInto,
  bundleOf,
  countsOf,
  csv,
  type Files,
  manifestOf,
  type Rows,
  rostersOf,
  schoolWith,
  smallSchool,
  zipOf,
} from '../bundles.ts';
import { type AuthStandIn, startAuthStandIn } from '../invitations.ts';
import { codeOf, schoolOf } from '../school.ts';
import { startUserApp } from '../user-app.ts';

let app: TestApp<UserDeps>;
let auth: AuthStandIn;
beforeAll(async () => {
  auth = await startAuthStandIn();
  app = await startUserApp({ meshUrl: auth.url });
});
afterAll(async () => {
  await app.close();
  await auth.close();
});

const anImport = () => anImportInto(app);
const school = bundleOf(smallSchool);
const nothingBehind = async (id: string) => {
  const counted = await readRows(
    app.databaseUrl,
    `select (select count(*) from roster_part where roster_id = '${id}')::int as parts,
       (select count(*) from roster_row where roster_id = '${id}')::int as rows,
       (select count(*) from roster_step where roster_id = '${id}')::int as steps`,
  );
  expect(counted).toEqual([{ parts: 0, rows: 0, steps: 0 }]);
};

describe('an import of a OneRoster 1.2 bundle', () => {
  it('reports first, changes nothing before the confirmation, and then makes the school', async () => {
    const { rows, checked, confirm, settled } = anImport();
    const report = await checked(school);
    expect(report).toMatchObject({ status: 'ready', faults: 0, notes: [], problem: null });
    expect(countsOf(report)).toEqual({
      orgs: { create: 2 },
      academicSessions: { create: 2 },
      courses: { create: 1 },
      users: { create: 5 },
      roles: { create: 5 },
      classes: { create: 2 },
      enrollments: { create: 4 },
    });
    expect(await rows('select id from profile where institution_id = $i')).toEqual([]);
    expect((await confirm(report.id)).status).toBe(202);
    expect(await settled(report.id)).toMatchObject({ status: 'applied', faults: 0 });
    expect(codeOf(await confirm(report.id))).toEqual([202, undefined]);
    await nothingBehind(report.id);
    expect(
      await rows(
        `select n.level, n.names -> 0 ->> 'name' as name, p.names -> 0 ->> 'name' as parent
         from academic_node n left join academic_node p on p.id = n.parent_id
         where n.institution_id = $i and n.tree = 'organisation' order by n.path`,
      ),
    ).toEqual([
      { level: 'district', name: 'North', parent: null },
      { level: 'school', name: 'Oak School', parent: 'North' },
    ]);
    expect(
      await rows(
        `select c.title, p.registered_name as name, e.role, e.valid_from::text as from, e.valid_until::text as until
         from enrolment e join class c on c.id = e.class_id join profile p on p.id = e.person_id
         where e.institution_id = $i order by 1, 2`,
      ),
    ).toEqual([
      { title: 'Biology 7a', name: 'Ada Moss', role: 'teacher', from: '2026-08-01', until: null },
      { title: 'Biology 7a', name: 'Bo Fern', role: 'co-teacher', from: '2026-08-01', until: null },
      {
        title: 'Biology 7a',
        name: 'Kim "K", the Ivy',
        role: 'student',
        from: '2026-09-01',
        until: '2026-12-20',
      },
      { title: 'Biology 7b', name: 'Lou Reed', role: 'student', from: '2026-08-01', until: null },
    ]);
    expect(
      await rows(
        'select title, valid_from::text as from, valid_until::text as until from class where institution_id = $i order by 1',
      ),
    ).toEqual([
      { title: 'Biology 7a', from: '2026-08-01', until: '2027-01-15' },
      { title: 'Biology 7b', from: '2026-08-01', until: '2027-07-01' },
    ]);
  });

  it('makes no admins, and stores no passwords', async () => {
    const { rows, imported } = anImport();
    await imported(school);
    expect(
      await rows('select role, count(*)::int from profile where institution_id = $i group by 1 order by 1'),
    ).toEqual([
      { role: 'student', count: 2 },
      { role: 'teacher', count: 3 },
    ]);
    expect(
      await rows(
        `select sourced_id from roster_record where institution_id = $i and fields::text ~ 'secret'`,
      ),
    ).toEqual([]);
  });

  it('enrols a person on the days of several rows, and never twice on a day', async () => {
    const { rows, imported } = anImport();
    const days = [
      ['2026-09-01', '2026-10-01'],
      ['2026-09-15', '2026-11-15'],
      ['2026-11-01', '2026-12-01'],
      ['2027-01-01', '2027-02-01'],
    ] as const;
    const { applied } = await imported(
      schoolWith({
        enrollments: days.map(([from, until], at) => [
          ...[`e-${at}`, 'k-b', 'o-s', 'u-2', 'student', '', from, until],
        ]),
      }),
    );
    expect(applied).toMatchObject({ status: 'applied', faults: 0 });
    const found = `select valid_from::text as from, valid_until::text as until from enrolment
      where institution_id = $i order by 1`;
    // The second row has days of the first one, so it becomes a record of another enrolment.
    const stored = [days[0], days[2], days[3]].map(([from, until]) => ({ from, until }));
    expect(await rows(found)).toEqual(stored);
    expect(
      await rows(
        `select count(*)::int as records from roster_record k join enrolment e on e.id = k.target_id
         where k.institution_id = $i and k.file = 'enrollments'`,
      ),
    ).toEqual([{ records: 4 }]);
  });

  it('changes nothing when the same bundle arrives again', async () => {
    const { imported, checked, rows } = anImport();
    await imported(school);
    const before = await rows('select id, version from enrolment where institution_id = $i order by id');
    expect(countsOf(await checked(school))).toEqual({});
    expect(await rows('select id, version from enrolment where institution_id = $i order by id')).toEqual(
      before,
    );
  });

  it('ends in bulk the records that the file no longer has, and restores records that return', async () => {
    const { imported, rows } = anImport();
    await imported(school);
    const gone = { orgs: smallSchool.orgs, classes: smallSchool.classes.slice(0, 1), enrollments: [] };
    const { report } = await imported(schoolWith(gone));
    expect(countsOf(report)).toEqual({ classes: { end: 1 }, enrollments: { end: 4 } });
    expect(
      await rows('select title from class where institution_id = $i and archived_at is not null'),
    ).toEqual([{ title: 'Biology 7b' }]);
    expect(
      await rows(
        'select id from enrolment where institution_id = $i and (valid_until is null or valid_until > current_date)',
      ),
    ).toEqual([]);
    expect(countsOf((await imported(school)).report)).toEqual({
      classes: { change: 1 },
      enrollments: { change: 4 },
    });
    expect(
      await rows('select title from class where institution_id = $i and archived_at is not null'),
    ).toEqual([]);
  });

  it('applies a delta: changes, moves and ends only the records that the delta names', async () => {
    const { imported, rows } = anImport();
    await imported(school);
    const delta = bundleOf(
      {
        orgs: [
          ['o-e', 'East', 'district', '', ''],
          ['o-s', 'Oak Academy', 'school', '77', 'o-e'],
        ],
        users: [['u-2', 'true', 'lou', 'Louise', 'Reed', '', 'blue', '']],
      },
      'delta',
    );
    const { report } = await imported(delta);
    expect(countsOf(report)).toEqual({ orgs: { create: 1, change: 1 }, users: { change: 1 } });
    expect(
      await rows(
        `select n.names -> 0 ->> 'name' as name, p.names -> 0 ->> 'name' as parent, nlevel(n.path) as depth
         from academic_node n join academic_node p on p.id = n.parent_id where n.institution_id = $i`,
      ),
    ).toEqual([{ name: 'Oak Academy', parent: 'East', depth: 2 }]);
    const removal = bundleOf(
      { users: [['u-2', 'true', 'lou', 'Louise', 'Reed', '', '', '']] },
      'delta',
      'tobedeleted',
    );
    expect(countsOf((await imported(removal)).report)).toEqual({ users: { end: 1 } });
    expect(
      await rows(
        `select p.registered_name as name from enrolment e join profile p on p.id = e.person_id
         where e.institution_id = $i and e.valid_until <= current_date`,
      ),
    ).toEqual([{ name: 'Louise Reed' }]);
  });

  it('reads version 1.1, whose users have their role', async () => {
    const { imported, rows } = anImport();
    const { roles: _, users: _users, ...rest } = smallSchool;
    const files = bundleOf(rest);
    await imported({
      ...files,
      'manifest.csv': manifestOf([...Object.keys(rest), 'users'], 'bulk', '1.1'),
      'users.csv': csv(
        [
          ...['sourcedId', 'status', 'dateLastModified', 'enabledUser', 'orgSourcedIds', 'role', 'username'],
          ...['givenName', 'familyName', 'demographics'],
        ],
        ['u-t', '', '', 'true', 'o-s', 'teacher', 'ada', 'Ada', 'Moss', ''],
        ['u-a', '', '', 'true', 'o-s,o-d', 'administrator', 'bo', 'Bo', 'Fern', ''],
        ['u-1', '', '', 'true', 'o-s', 'student', 'kim', 'Kim', 'Ivy', ''],
        ['u-2', '', '', 'true', 'o-s', 'guardian', 'lou', 'Lou', 'Reed', ''],
      ),
    });
    expect(
      await rows('select registered_name as name, role from profile where institution_id = $i order by 1'),
    ).toEqual([
      { name: 'Ada Moss', role: 'teacher' },
      { name: 'Bo Fern', role: 'teacher' },
      { name: 'Kim Ivy', role: 'student' },
      { name: 'Lou Reed', role: 'student' },
    ]);
  });

  it('links guardians with students, whichever row names the other, and ends links that no row names', async () => {
    const { imported, rows } = anImport();
    const family = (agents: readonly (readonly [string, string])[]): Files => {
      const files = schoolWith({
        roles: [
          ...smallSchool.roles,
          ['r-g', 'u-g', 'primary', 'parent', '', '', 'o-s'],
          ['r-h', 'u-h', 'primary', 'guardian', '', '', 'o-s'],
        ],
      });
      const header = ['enabledUser', 'username', 'givenName', 'familyName', 'agentSourcedIds'];
      const named = new Map(agents);
      const ids = ['u-t', 'u-a', 'u-1', 'u-2', 'u-p', 'u-g', 'u-h'];
      return {
        ...files,
        'users.csv': csv(
          ['sourcedId', 'status', 'dateLastModified', ...header],
          ...ids.map((id) => [id, '', '', 'true', id, id, 'X', named.get(id) ?? '']),
        ),
      };
    };
    const links = () =>
      rows(
        `select g.registered_name as guardian, s.registered_name as student, l.ended_at is not null as ended,
           l.version from guardian_link l join profile g on g.id = l.guardian_id
           join profile s on s.id = l.student_id where l.institution_id = $i order by 1, 2`,
      );
    const both = [
      ['u-1', 'u-g, u-t'],
      ['u-h', 'u-2'],
    ] as const;
    await imported(family(both));
    const active = [
      { guardian: 'u-g X', student: 'u-1 X', ended: false, version: 1 },
      { guardian: 'u-h X', student: 'u-2 X', ended: false, version: 1 },
    ];
    expect(await links()).toEqual(active);
    expect(countsOf((await imported(family(both))).report)).toEqual({});
    expect(await links()).toEqual(active);
    await imported(family([['u-h', 'u-2']]));
    expect(await links()).toEqual([{ ...active[0], ended: true, version: 2 }, active[1]]);
  });

  it('erases the imported rows of a person whose account is deleted', async () => {
    const { imported, rows, admin } = anImport();
    await imported(school);
    const [person] = await rows(
      `select id from profile where institution_id = $i and registered_name like 'Kim%'`,
    );
    await deliver(app, deletionOf({ ...admin, userId: String(person?.id) }));
    expect(
      await rows(`select sourced_id from roster_record where institution_id = $i and fields::text ~ 'Kim'`),
    ).toEqual([]);
  });
});

/** Of another character each, so that PostgreSQL cannot compress it to the length of a key of an index. */
const longId = Array.from({ length: 6_000 }, (_, at) =>
  String.fromCodePoint(0x4e00 + ((at * 7_919) % 20_000)),
).join('');
const many = (count: number, cell: string) => Array.from({ length: count }, () => cell);
const broken: readonly (readonly [string, () => Files | Promise<Buffer> | Buffer, object])[] = [
  ['is no zip', () => Buffer.from('sourcedId,status'), { code: 'not-a-zip' }],
  ['is a zip that was cut', async () => (await zipOf(school)).subarray(0, 900), { code: 'not-a-zip' }],
  [
    'has no manifest',
    () => ({ 'orgs.csv': school['orgs.csv'] ?? '' }),
    { code: 'file-missing', file: 'manifest.csv' },
  ],
  [
    'has a manifest without a header',
    () => ({ ...school, 'manifest.csv': 'oneroster.version,1.2' }),
    { code: 'header-invalid', file: 'manifest.csv', line: 1 },
  ],
  [
    'has an unknown version',
    () => ({ ...school, 'manifest.csv': manifestOf(Object.keys(smallSchool), 'bulk', '2.0') }),
    { code: 'version-unknown' },
  ],
  [
    'has an unknown mode',
    () => ({ ...school, 'manifest.csv': manifestOf(Object.keys(smallSchool), 'whole' as 'bulk') }),
    { code: 'mode-unknown', column: 'file.orgs' },
  ],
  [
    'lacks a file that its manifest promises',
    () => ({ 'manifest.csv': manifestOf(['orgs']) }),
    { code: 'file-missing', column: 'file.orgs' },
  ],
  [
    'has a file that its manifest calls absent',
    () => ({ ...school, 'manifest.csv': manifestOf(['users']) }),
    { code: 'file-missing', column: 'file.orgs' },
  ],
  ['has a file in a folder', () => ({ ...school, 'folder/orgs.csv': 'x' }), { code: 'file-name-invalid' }],
  [
    'has a file with a path that leaves the zip',
    async () => {
      const zip = await zipOf({ ...school, 'aa/aa/aaaaaa.csv': 'x' });
      return Buffer.from(zip.toString('latin1').replaceAll('aa/aa/aaaaaa.csv', '../../etc/xx.csv'), 'latin1');
    },
    { code: 'not-a-zip' },
  ],
  [
    'expands to a thousand times its size',
    () => ({ ...school, 'orgs.csv': 'a'.repeat(5_000_000) }),
    { code: 'ratio-too-large', file: 'orgs.csv' },
  ],
  [
    'has too many files',
    () =>
      Object.fromEntries(many(70, '').map((_, at) => [`f${'abcdefghij'[at % 10]}${'x'.repeat(at)}.csv`, ''])),
    { code: 'too-many-files' },
  ],
  [
    'has a file in UTF-16',
    () => ({ ...school, 'orgs.csv': Buffer.from(`\ufeff${school['orgs.csv']}`, 'utf16le') }),
    { code: 'encoding-unknown', file: 'orgs.csv' },
  ],
  [
    'has a file in Latin-1',
    () => ({
      ...school,
      'users.csv': Buffer.from(String(school['users.csv']).replace('Ivy', 'Köhler'), 'latin1'),
    }),
    { code: 'encoding-unknown', file: 'users.csv' },
  ],
  [
    'lacks a required column',
    () => ({ ...school, 'orgs.csv': csv(['sourcedId', 'status', 'dateLastModified', 'title', 'type']) }),
    { code: 'header-invalid', file: 'orgs.csv', column: 'name' },
  ],
  [
    'has a column twice',
    () => ({
      ...school,
      'orgs.csv': csv(['sourcedId', 'status', 'dateLastModified', 'name', 'type', 'name']),
    }),
    { code: 'header-invalid', file: 'orgs.csv', column: 'name' },
  ],
  [
    'has a column with a long name',
    () => ({ ...school, 'orgs.csv': String(school['orgs.csv']).replace('name', `name,metadata.${longId}`) }),
    { code: 'header-invalid', file: 'orgs.csv', line: 1 },
  ],
  [
    'has a row of ten million columns',
    () => zipOf({ ...school, 'orgs.csv': `${school['orgs.csv']}\r\n${','.repeat(10_000_000)}` }, false),
    { code: 'row-too-long', file: 'orgs.csv' },
  ],
  [
    'has a quote that is not closed',
    () => ({ ...school, 'orgs.csv': `${school['orgs.csv']}\r\n"o-x,active` }),
    { code: 'csv-invalid', file: 'orgs.csv', line: 4 },
  ],
  [
    'has a quote that is not closed behind rows that are being stored',
    () => {
      const rows = many(6_000, 'o-').map((id) => `${id},,,North,school,,o-d`);
      const orgs = [school['orgs.csv'], ...rows, '"o-x,active'].join('\r\n');
      return zipOf({ ...school, 'orgs.csv': orgs }, false);
    },
    { code: 'csv-invalid', file: 'orgs.csv', line: 6_004 },
  ],
  ['has an empty file', () => ({ ...school, 'orgs.csv': '' }), { code: 'header-invalid', file: 'orgs.csv' }],
  [
    'promises no file',
    () => ({ 'manifest.csv': manifestOf([]) }),
    { code: 'nothing-to-read', file: 'manifest.csv' },
  ],
];

describe('a bundle that cannot be read', () => {
  it('is refused with 413 when it is larger than the limit, and leaves nothing', async () => {
    const limit = 5_000_000;
    const small = await startUserApp({ variables: { ROSTER_BYTES: String(limit) } });
    try {
      const { upload } = rostersOf(small, anAdminOfNewInstitution());
      expect((await upload(Buffer.alloc(limit))).status).toBe(202);
      expect(codeOf(await upload(Buffer.alloc(limit + 1)))).toEqual([413, 'document-too-large']);
      const parts = `select from roster_part p where not exists (select from roster r where r.id = p.roster_id)`;
      expect(await readRows(small.databaseUrl, parts)).toEqual([]);
    } finally {
      await small.close();
    }
  });

  it.each(broken)(
    'is refused with a clear problem, and leaves nothing, when it %s',
    async (_, make, problem) => {
      const { upload, settled, rows } = anImport();
      const made = await make();
      const answer = await upload(Buffer.isBuffer(made) ? made : await zipOf(made as Files));
      expect(answer.status).toBe(202);
      const refused = await settled(answer.body.id);
      expect(refused).toMatchObject({ status: 'refused', files: [], problem });
      expect(refused.problem.sentence).toMatch(/^\S.*\.$/);
      await nothingBehind(refused.id);
      expect(await rows('select id from profile where institution_id = $i')).toEqual([]);
    },
  );
});

const rejected: readonly (readonly [
  string,
  Rows,
  readonly (readonly [string, number, string | null, string])[],
])[] = [
  [
    'repeats an id',
    { users: [...smallSchool.users, ['u-1', 'true', 'x', 'X', 'Y', '', '', '']] },
    [['users.csv', 7, 'sourcedId', 'id-repeated']],
  ],
  [
    'has an id that is too long, or names one',
    {
      users: [...smallSchool.users, [longId, 'true', 'x', 'X', 'Y', '', '', '']],
      classes: [
        ...smallSchool.classes,
        ['k-l', 'Biology 7l', longId.slice(0, 1_900), 'scheduled', 'o-s', 't'],
      ],
    },
    [
      ['classes.csv', 4, 'courseSourcedId', 'cell-too-long'],
      ['classes.csv', 4, 'courseSourcedId', 'reference-missing'],
      ['users.csv', 7, 'sourcedId', 'id-invalid'],
    ],
  ],
  [
    'has several lines, by its first line',
    {
      orgs: [
        ...smallSchool.orgs,
        ['o-m', 'Two\r\nlines', 'school', '', 'o-d'],
        ['o-n', 'North', 'unknown', '', 'o-d'],
      ],
    },
    [
      ['orgs.csv', 4, 'name', 'name-unfit'],
      ['orgs.csv', 6, 'type', 'level-unfit'],
      ['orgs.csv', 6, 'type', 'value-unknown'],
    ],
  ],
  [
    'refers to an unknown class',
    { enrollments: [['e-9', 'k-z', 'o-s', 'u-1', 'student', '', '', '']] },
    [['enrollments.csv', 2, 'classSourcedId', 'reference-missing']],
  ],
  [
    'refers to a rejected row',
    {
      academicSessions: [['y', '2026/27', 'schoolYear', '2026-08-01', '2026-07-01', '', '2027']],
      courses: smallSchool.courses,
      classes: [],
      enrollments: [],
    },
    [
      ['academicSessions.csv', 2, 'endDate', 'dates-reversed'],
      ['courses.csv', 2, 'schoolYearSourcedId', 'reference-rejected'],
    ],
  ],
  [
    'is in a circle',
    {
      orgs: [...smallSchool.orgs, ['o-x', 'X', 'district', '', 'o-y'], ['o-y', 'Y', 'school', '', 'o-x']],
    },
    [
      ['orgs.csv', 4, 'parentSourcedId', 'reference-circular'],
      ['orgs.csv', 4, 'parentSourcedId', 'reference-rejected'],
      ['orgs.csv', 4, 'type', 'level-unfit'],
      ['orgs.csv', 5, 'parentSourcedId', 'reference-circular'],
      ['orgs.csv', 5, 'parentSourcedId', 'reference-rejected'],
    ],
  ],
  [
    'has a day that does not exist, and an unknown role',
    { enrollments: [['e-1', 'k-a', 'o-s', 'u-t', 'janitor', '', '2026-02-30', '']] },
    [
      ['enrollments.csv', 2, 'beginDate', 'date-invalid'],
      ['enrollments.csv', 2, 'role', 'value-unknown'],
    ],
  ],
  [
    'has too few cells and no name',
    { users: [...smallSchool.users, ['u-9', 'true', 'x']] },
    [
      ['users.csv', 7, null, 'cells-miscounted'],
      ['users.csv', 7, 'familyName', 'cell-required'],
      ['users.csv', 7, 'givenName', 'cell-required'],
    ],
  ],
  [
    'has names that are too long, of two lines, or invisible',
    {
      orgs: [...smallSchool.orgs, ['o-l', 'x'.repeat(201), 'school', '', 'o-d']],
      users: [...smallSchool.users, ['u-9', 'true', 'x', 'y'.repeat(100), '\u200b', '', '', '']],
      courses: [...smallSchool.courses, ['c-2', 'y', 'Two\nlines', '', 'o-s']],
    },
    [
      ['courses.csv', 3, 'title', 'name-unfit'],
      ['orgs.csv', 4, 'name', 'name-unfit'],
      ['users.csv', 7, 'familyName', 'name-unfit'],
      ['users.csv', 7, 'givenName', 'name-unfit'],
    ],
  ],
  [
    'has a level that the tree does not have',
    { orgs: [...smallSchool.orgs, ['o-n', 'Nation', 'national', '', '']] },
    [['orgs.csv', 4, 'type', 'level-unfit']],
  ],
  [
    'enrols a teacher as a student, and a parent as a teacher',
    {
      users: [...smallSchool.users, ['u-g', 'true', 'gus', 'Gus', 'Ivy', '', '', '']],
      roles: [...smallSchool.roles, ['r-g', 'u-g', 'primary', 'parent', '', '', 'o-s']],
      enrollments: [
        ['e-1', 'k-a', 'o-s', 'u-t', 'student', '', '', ''],
        ['e-2', 'k-a', 'o-s', 'u-g', 'teacher', '', '', ''],
      ],
    },
    [
      ['enrollments.csv', 2, 'role', 'account-role-unfit'],
      ['enrollments.csv', 3, 'role', 'account-role-unfit'],
    ],
  ],
];

describe('a row that cannot be applied', () => {
  it.each(rejected)(
    'is reported with file, line, column, code and sentence when it %s',
    async (_, rows, expected) => {
      const { checked, faults } = anImport();
      const report = await checked(schoolWith(rows));
      const found = await faults(report.id);
      expect(
        found.map(({ file, line, column, code }: Record<string, unknown>) => [file, line, column, code]),
      ).toEqual(expected);
      for (const { sentence } of found) expect(sentence).toMatch(/^\S.*\.$/);
      expect(report.faults).toBe(expected.length);
    },
  );

  it('has a profile of a person with a long id, and does not stop the other rows', async () => {
    const { imported, faults } = anImport();
    const { report, applied } = await imported({
      ...school,
      'manifest.csv': manifestOf([...Object.keys(smallSchool), 'userProfiles']),
      'userProfiles.csv': csv(
        ['sourcedId', 'status', 'dateLastModified', 'userSourcedId', 'profileType'],
        ['p-1', '', '', 'u-1', 'learning'],
        ['p-2', '', '', longId.slice(0, 1_900), 'learning'],
      ),
    });
    expect(applied.status).toBe('applied');
    expect(countsOf(report)).toMatchObject({ userProfiles: { create: 1, reject: 1 } });
    expect((await faults(report.id))[0]).toMatchObject({ column: 'userSourcedId', code: 'cell-too-long' });
  });

  it('does not stop the other rows, and is downloaded as CSV that no spreadsheet runs', async () => {
    const { imported, one, rows } = anImport();
    const formula = ['u-9', 'maybe', '=HYPERLINK("//x")', 'Eve', 'Eve', '+1', '', ''];
    const { report, applied } = await imported(schoolWith({ users: [...smallSchool.users, formula] }));
    expect(applied).toMatchObject({ status: 'applied', faults: 1 });
    expect(await rows('select count(*)::int from profile where institution_id = $i')).toEqual([{ count: 5 }]);
    const { status, text, headers } = await one(contract.downloadRejectedRows, report.id, { file: 'users' });
    expect([status, headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8; header=present']);
    expect(text.split('\r\n')).toHaveLength(3);
    expect(text).toContain(`7,enabledUser,value-unknown,enabledUser must be true or false.,u-9,maybe`);
    expect(text).toContain(`"'=HYPERLINK(""//x"")"`);
  });
});

describe('the label of a row', () => {
  /** The classes of a bundle with their labels: id, title and classCode. */
  const labelled = (mode: 'bulk' | 'delta', rows: readonly (readonly [string, string, string])[]): string =>
    csv(
      [
        ...['sourcedId', 'status', 'dateLastModified', 'title', 'courseSourcedId', 'classType'],
        ...['schoolSourcedId', 'termSourcedIds', 'classCode'],
      ],
      ...rows.map(([id, title, label]) => [
        ...[id, mode === 'bulk' ? '' : 'active', mode === 'bulk' ? '' : '2026-09-01T00:00:00Z'],
        ...[title, 'c', 'scheduled', 'o-s', 't', label],
      ]),
    );
  const changed = (rows: readonly (readonly [string, string, string])[]): Files => ({
    'manifest.csv': manifestOf(['classes'], 'delta'),
    'classes.csv': labelled('delta', rows),
  });
  const { enrollments: _, ...places } = smallSchool;
  const withLabels = (rows: readonly (readonly [string, string, string])[]): Files => ({
    ...bundleOf(places),
    'classes.csv': labelled('bulk', rows),
  });
  const long = 'x'.repeat(101);
  const first = [
    ['k-1', 'One', 'MATH'],
    ['k-2', 'Two', 'MATH'],
    ['k-3', 'Three', ''],
    ['k-4', 'Four', 'TAKEN'],
    ['k-5', 'Five', long],
  ] as const;
  const aSchool = async () => {
    const own = anImport();
    await schoolOf(app, own.admin).class({ title: 'By hand', code: 'TAKEN' });
    const codes = async () =>
      Object.fromEntries(
        (await own.rows('select title, code from class where institution_id = $i')).map(({ title, code }) => [
          ...[title, code],
        ]),
      );
    return { ...own, codes, ...(await own.imported(withLabels(first))) };
  };

  it('becomes the code of a class when it is free; the report notes the rows whose label is not', async () => {
    const { report, applied, codes, rows, admin, upload, settled } = await aSchool();
    expect(report.notes).toEqual([
      'classes.csv: the classCode of 3 rows is no unique code of at most 100 characters, so their things get no code from it (rows in lines 3, 5, 6).',
    ]);
    const values = { file: 'classes.csv', column: 'classCode', rows: 3, lines: [3, 5, 6] };
    expect(report.codedNotes).toEqual([{ code: 'labels-unfit', ...values }]);
    expect([applied.faults, applied.notes]).toEqual([0, report.notes]);
    expect(await codes()).toEqual({
      ...{ 'By hand': 'TAKEN', One: 'MATH', Two: null, Three: null, Four: null, Five: null },
    });
    expect(await rows('select code from course where institution_id = $i and code is not null')).toEqual([
      { code: 'BIO7' },
    ]);
    expect(
      await rows(
        `select code from academic_node where institution_id = $i and tree = 'organisation' and code is not null`,
      ),
    ).toEqual([{ code: '77' }]);
    const { bytes } = await app.call(contract.exportRoster, { as: admin });
    const again = await settled((await upload(bytes)).body.id);
    expect([countsOf(again), again.notes]).toEqual([{}, []]);
  });

  it('changes the code with it, but no code that was given by hand', async () => {
    const { imported, codes, rows } = await aSchool();
    await imported(
      changed([
        ['k-1', 'One', 'M1'],
        ['k-2', 'Two', 'M2'],
      ]),
    );
    expect(await codes()).toMatchObject({ One: 'M1', Two: 'M2' });
    await rows(`update class set code = 'HAND' where title = 'One' and institution_id = $i`);
    const last = changed([
      ['k-1', 'One more', 'M3'],
      ['k-2', 'Two', ''],
      ['k-3', 'Three', 'M1'],
    ]);
    await imported(last);
    expect(await codes()).toMatchObject({ 'One more': 'HAND', Two: null, Three: 'M1' });
    expect(countsOf((await imported(last)).report)).toEqual({});
  });
});

describe('exportRoster', () => {
  /** Everything that an import makes, without ids. */
  const stateOf = async ({ institutionId }: TestUser) => {
    const rows = (sql: string) => readRows(app.databaseUrl, sql, [institutionId]);
    return {
      records: await rows(
        `select file, sourced_id, fields from roster_record where institution_id = $1 and ended_at is null
           and file <> 'agents' order by file, sourced_id`,
      ),
      units: await rows(
        `select level, names, nlevel(path) from academic_node where institution_id = $1
           and tree = 'organisation' and archived_at is null order by names::text`,
      ),
      sessions: await rows(
        `select names, valid_from::text, valid_until::text from academic_session where institution_id = $1
           and archived_at is null order by names::text`,
      ),
      courses: await rows(
        'select names from course where institution_id = $1 and archived_at is null order by names::text',
      ),
      classes: await rows(
        `select title, valid_from::text, valid_until::text from class where institution_id = $1
           and archived_at is null order by title`,
      ),
      people: await rows(
        'select registered_name, email, role from profile where institution_id = $1 order by registered_name',
      ),
      enrolments: await rows(
        `select c.title, p.registered_name, e.role, e.valid_from::text, e.valid_until::text
         from enrolment e join class c on c.id = e.class_id join profile p on p.id = e.person_id
         where e.institution_id = $1 and c.archived_at is null order by 1, 2, 3, 4`,
      ),
      guardians: await rows(
        `select g.registered_name as guardian, s.registered_name as student from guardian_link l
           join profile g on g.id = l.guardian_id join profile s on s.id = l.student_id
         where l.institution_id = $1 and l.ended_at is null order by 1, 2`,
      ),
    };
  };
  type Importing = ReturnType<typeof rostersOf>;
  /** Imports an exported zip and returns the report of the check. */
  const importedZip = async ({ upload, settled, confirm }: Importing, zip: Buffer) => {
    const report = await settled((await upload(zip)).body.id);
    expect(report).toMatchObject({ status: 'ready', faults: 0 });
    await confirm(report.id);
    expect(await settled(report.id)).toMatchObject({ status: 'applied', faults: 0 });
    return report;
  };
  const hostile = '=HYPERLINK("//x")\r\n"two" lines,\nor three';
  const family: Files = {
    ...schoolWith({ roles: [...smallSchool.roles, ['r-g', 'u-g', 'primary', 'parent', '', '', 'o-s']] }),
    'users.csv': csv(
      [
        ...['sourcedId', 'status', 'dateLastModified', 'enabledUser', 'givenName', 'familyName'],
        ...['agentSourcedIds', 'metadata.note', 'metadata.house'],
      ],
      ...smallSchool.users.map(([id = '', , , given = '', name = '']) => [
        ...[id, '', '', 'true', given, name, id === 'u-1' ? 'u-g' : '', '', 'red'],
      ]),
      ['u-g', '', '', 'true', '=Gus', '@Ivy', '', hostile, ''],
    ),
  };

  it('returns a bundle that changes nothing here, and makes the same school elsewhere', async () => {
    const own = anImport();
    await own.imported(family);
    await own.rows(`update class set title = '@Renamed' where title = 'Biology 7a' and institution_id = $i`);
    await own.rows(
      `update enrolment set valid_until = '2026-12-01'
       where valid_until is null and role = 'student' and institution_id = $i`,
    );
    const { status, headers, bytes } = await app.call(contract.exportRoster, { as: own.admin });
    expect([status, headers['content-type']]).toEqual([200, 'application/zip']);
    expect(headers['cache-control']).toBe('no-store');
    const { records: _, ...before } = await stateOf(own.admin);
    expect(before.guardians).toEqual([{ guardian: '=Gus @Ivy', student: 'Kim "K", the Ivy' }]);
    expect(countsOf(await importedZip(own, bytes))).toEqual({});
    expect(await stateOf(own.admin)).toMatchObject(before);
    const other = anImport();
    await importedZip(other, bytes);
    const copy = await stateOf(other.admin);
    expect(copy).toMatchObject(before);
    expect(copy.records).toContainEqual(
      expect.objectContaining({
        sourced_id: 'u-g',
        fields: expect.objectContaining({ 'metadata.note': hostile }),
      }),
    );
    const again = await app.call(contract.exportRoster, { as: other.admin });
    expect(countsOf(await importedZip(own, again.bytes))).toEqual({});
  });

  it('is of version 1.1 for an institution whose users have their role', async () => {
    const own = anImport();
    const { roles: _, users: _users, ...others } = smallSchool;
    await own.imported({
      ...bundleOf(others),
      'manifest.csv': manifestOf([...Object.keys(others), 'users'], 'bulk', '1.1'),
      'users.csv': csv(
        [
          ...['sourcedId', 'status', 'dateLastModified', 'enabledUser', 'orgSourcedIds', 'role', 'username'],
          ...['givenName', 'familyName'],
        ],
        ...['u-t', 'u-a', 'u-1', 'u-2'].map((id) => [
          ...[id, '', '', 'true', 'o-s,o-d', /\d/.test(id) ? 'student' : 'teacher', id, 'Ada', id],
        ]),
      ),
    });
    const { bytes } = await app.call(contract.exportRoster, { as: own.admin });
    expect(countsOf(await importedZip(own, bytes))).toEqual({});
  });

  it('leaves out archived records of the institution, and the records that belong to them', async () => {
    const own = anImport();
    await own.imported(school);
    await own.rows(`update class set archived_at = now() where title = 'Biology 7b' and institution_id = $i`);
    const { bytes } = await app.call(contract.exportRoster, { as: own.admin });
    expect(countsOf(await importedZip(own, bytes))).toEqual({});
    const { files } = await importedZip(anImport(), bytes);
    const rowsOf = files.map(({ file, rows }: { file: string; rows: number }) => [file, rows]);
    expect(rowsOf.slice(-2)).toEqual([
      ['classes', 1],
      ['enrollments', 3],
    ]);
  });

  it('is empty for an institution that has nothing', async () => {
    const own = anImport();
    const { bytes } = await app.call(contract.exportRoster, { as: own.admin });
    const { files } = await importedZip(own, bytes);
    expect(files.map(({ rows }: { rows: number }) => rows)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('ends early when the database fails after the first bytes', async () => {
    const own = anImport();
    await own.imported(school);
    await readRows(app.databaseUrl, 'alter table enrolment rename to missing_table');
    try {
      await expect(app.call(contract.exportRoster, { as: own.admin })).rejects.toThrow();
    } finally {
      await readRows(app.databaseUrl, 'alter table missing_table rename to enrolment');
    }
    expect((await app.call(contract.exportRoster, { as: own.admin })).status).toBe(200);
  });

  it('shows one state of the database, and answers 503 while two others run', async () => {
    const own = anImport();
    await own.imported(school);
    const download = () => app.call(contract.exportRoster, { as: own.admin });
    const holder = new pg.Client({ connectionString: app.databaseUrl });
    await holder.connect();
    try {
      await holder.query('begin');
      await holder.query('lock table enrolment in access exclusive mode');
      await holder.query('delete from roster_record where institution_id = $1', [own.admin.institutionId]);
      const running = [download(), download()];
      await waitForBlocked(app.databaseUrl, 'declare exported');
      await waitUntil(async () => codeOf(await download())[1] === 'overloaded', {
        ...{ what: 'the refusal of a third export', timeoutSeconds: 60 },
      });
      await holder.query('commit');
      for (const answer of await Promise.all(running)) {
        const other = anImport();
        const { files } = await other.settled((await other.upload(answer.bytes)).body.id);
        expect(files.at(-1)).toMatchObject({ file: 'enrollments', rows: 4 });
      }
    } finally {
      await holder.end();
    }
  });
});

describe('followRoster', () => {
  const eventsIn = (text: string) =>
    text
      .split('\n\n')
      .filter((block) => block.includes('event: '))
      .map((block) => {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
        return { event: field('event'), data: JSON.parse(field('data')) };
      });
  const setStatus = (id: string, status: string) =>
    readRows(app.databaseUrl, `update roster set status = $2, done = done + 1 where id = $1`, [id, status]);

  it('sends the progress and ends with the report, and again with the applied import', async () => {
    const { upload, one, confirm } = anImport();
    const { id } = (await upload(await zipOf(school))).body;
    const checking = await one(contract.followRoster, id);
    expect(checking.status).toBe(200);
    expect(checking.headers['content-type']).toContain('text/event-stream');
    expect(eventsIn(checking.text).at(-1)).toMatchObject({ event: 'done', data: { id, status: 'ready' } });
    await confirm(id);
    const applying = eventsIn((await one(contract.followRoster, id)).text);
    expect(applying.length).toBeGreaterThan(1);
    for (const { event, data } of applying.slice(0, -1)) {
      expect(event).toBe('progress');
      expect(data).toMatchObject({ status: 'applying', progress: { stage: expect.any(String) } });
    }
    expect(applying.at(-1)).toMatchObject({ event: 'done', data: { id, status: 'applied' } });
  });

  it('serves six streams of a user, shows a change to all, and answers 429 to the seventh', async () => {
    const { checked, admin } = anImport();
    const { id } = await checked(school);
    await setStatus(id, 'checking');
    const begun: Promise<void>[] = [];
    const streams = Array.from({ length: 7 }, () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      begun.push(promise);
      return app.call(contract.followRoster, { as: admin, params: { id }, onBegin: resolve });
    });
    expect(await Promise.race(streams)).toMatchObject({ status: 429, body: { code: 'too-many-streams' } });
    await Promise.all(begun);
    await setStatus(id, 'ready');
    const served = (await Promise.all(streams)).filter(({ status }) => status === 200);
    expect(served).toHaveLength(6);
    for (const { text } of served)
      expect(eventsIn(text).map(({ event }) => event)).toEqual(['progress', 'done']);
  });

  it('ends without a report when the import is removed', async () => {
    const { checked, one } = anImport();
    const { id } = await checked(school);
    await setStatus(id, 'checking');
    const following = one(contract.followRoster, id);
    await setStatus(id, 'discarded');
    const { status, text } = await following;
    // The import may be removed before the stream begins.
    if (status === 200) expect(eventsIn(text).map(({ event }) => event)).not.toContain('done');
    else expect(status).toBe(404);
  });

  it('answers 404 to admins of another institution', async () => {
    const { id } = await anImport().checked(school);
    const answer = await anImport().one(contract.followRoster, id);
    expect(codeOf(answer)).toEqual([404, 'roster-not-found']);
    expect(answer.headers['content-type']).toBe('application/problem+json');
  });
});

const limits = {
  ACADEMIC_NODES_PER_TREE: '5',
  ACADEMIC_CHILDREN_PER_NODE: '2',
  ACADEMIC_SESSIONS_PER_INSTITUTION: '2',
  COURSES_PER_INSTITUTION: '1',
  CLASSES_PER_INSTITUTION: '3',
  ENROLMENTS_PER_CLASS: '3',
};

describe('a bundle that exceeds a maximum', () => {
  let limited: TestApp<UserDeps>;
  beforeAll(async () => {
    limited = await startUserApp({ variables: limits });
  });
  afterAll(() => limited.close());

  const importAt = (admin = anAdminOfNewInstitution()) => ({ admin, ...rostersOf(limited, admin) });
  const overs: readonly (readonly [string, Rows, readonly (readonly [string, number])[]])[] = [
    [
      'nodes, and children of one node',
      {
        orgs: [
          ...smallSchool.orgs,
          ['o-2', 'Elm School', 'school', '', 'o-d'],
          ['o-3', 'Ash School', 'school', '', 'o-d'],
          ['o-4', 'West', 'district', '', ''],
          ['o-5', 'East', 'district', '', ''],
        ],
      },
      [
        ['orgs.csv', 5],
        ['orgs.csv', 7],
      ],
    ],
    [
      'years and terms',
      {
        academicSessions: [
          ...smallSchool.academicSessions,
          ['t-2', 'Spring', 'term', '2027-01-15', '2027-07-01', 'y', '2027'],
        ],
      },
      [['academicSessions.csv', 4]],
    ],
    [
      'courses',
      { courses: [...smallSchool.courses, ['c-2', 'y', 'Physics 7', 'PHY7', 'o-s']] },
      [['courses.csv', 3]],
    ],
    [
      'classes',
      {
        classes: ['k-a', 'k-b', 'k-c', 'k-d'].map((id) => [
          ...[id, `Biology ${id}`, 'c', 'scheduled', 'o-s', 't'],
        ]),
      },
      [['classes.csv', 5]],
    ],
    [
      'enrolments of one class',
      { enrollments: [...smallSchool.enrollments, ['e-5', 'k-a', 'o-s', 'u-2', 'student', '', '', '']] },
      [['enrollments.csv', 6]],
    ],
  ];
  it.each(overs)(
    'rejects the rows over the maximum of %s, and applies the others',
    async (_, rows, expected) => {
      const { imported, faults } = importAt();
      const { report, applied } = await imported(schoolWith(rows));
      const found = await faults(report.id);
      expect(found.map(({ file, line, code }: Record<string, unknown>) => [file, line, code])).toEqual(
        expected.map((place) => [...place, 'limit-reached']),
      );
      expect(applied).toMatchObject({ status: 'applied', faults: expected.length });
    },
  );

  it('because of things made after its check is rejected row by row while it is applied', async () => {
    const { admin, checked, confirm, settled, faults } = importAt();
    const report = await checked(school);
    expect(report.faults).toBe(0);
    await treeOf(limited, admin).branch();
    await confirm(report.id);
    const applied = await settled(report.id);
    expect(applied.status).toBe('applied');
    const found: Record<string, unknown>[] = await faults(report.id);
    expect(found.filter(({ file }) => file === 'orgs.csv')).toMatchObject([
      { line: 2, code: 'limit-reached' },
      { line: 3, code: 'reference-rejected' },
    ]);
    expect(found.filter(({ file }) => file === 'classes.csv')).toHaveLength(2);
    expect(found.filter(({ file }) => file === 'enrollments.csv')).toMatchObject(
      [2, 3, 4, 5].map((line) => ({ line, column: 'classSourcedId', code: 'reference-rejected' })),
    );
  });
});

describe('an account', () => {
  it('with a higher role than its imported row is rejected and stays as it is', async () => {
    const { imported, rows, checked, faults } = anImport();
    await imported(school);
    // The state after the registration of the invited person and a change of the role by an admin.
    const promote = (name: string, role: string) =>
      rows(
        `update profile set expected = false, role = '${role}'
         where institution_id = $i and registered_name like '${name}%'`,
      );
    await promote('Kim', 'teacher');
    await promote('Ada', 'admin');
    const changed = smallSchool.users.map(([id = '', ...cells]) => [id, ...cells.with(2, 'Changed')]);
    const report = await checked(schoolWith({ users: changed }));
    const found: Record<string, unknown>[] = await faults(report.id);
    expect(found.filter(({ file }) => file === 'users.csv')).toMatchObject([
      { line: 2, code: 'account-role-higher' },
      { line: 4, code: 'account-role-higher' },
    ]);
    expect(found.filter(({ code }) => code === 'account-role-unfit')).toMatchObject([
      { file: 'enrollments.csv', line: 4, column: 'role' },
    ]);
  });
});

describe('the state of an import', () => {
  it('allows one import at a time, and removes a discarded one', async () => {
    const { checked, upload, discard, one, confirm } = anImport();
    const { id } = await checked(school);
    expect(codeOf(await upload(await zipOf(school)))).toEqual([409, 'roster-in-progress']);
    expect((await discard(id)).status).toBe(204);
    expect(codeOf(await one(contract.readRoster, id))).toEqual([404, 'roster-not-found']);
    expect(codeOf(await discard(id))).toEqual([404, 'roster-not-found']);
    expect(codeOf(await confirm(id))).toEqual([404, 'roster-not-found']);
    await waitUntil(() => nothingBehind(id).then(() => true), {
      what: 'the removal of the rows',
      timeoutSeconds: 30,
    });
  });

  it('hides imports from admins of other institutions, and from teachers', async () => {
    const { checked } = anImport();
    const { id } = await checked(school);
    const other = anImport();
    for (const op of [
      contract.readRoster,
      contract.listRosterFaults,
      contract.confirmRoster,
      contract.discardRoster,
    ])
      expect(codeOf(await other.one(op, id))).toEqual([404, 'roster-not-found']);
    expect(codeOf(await other.one(contract.downloadRejectedRows, id, { file: 'users' }))).toEqual([
      404,
      'roster-not-found',
    ]);
  });

  it('refuses to confirm a refused import, and to discard one that is being applied', async () => {
    const { upload, settled, confirm, discard, rows } = anImport();
    const refused = await settled((await upload(Buffer.from('x'))).body.id);
    expect(codeOf(await confirm(refused.id))).toEqual([409, 'roster-not-ready']);
    await rows(`update roster set status = 'applying' where institution_id = $i`);
    expect(codeOf(await discard(refused.id))).toEqual([409, 'roster-in-progress']);
  });

  it('continues when a second confirmation finds that its job was given up', async () => {
    const { checked, rows, confirm, settled } = anImport();
    const { id } = await checked(school);
    await rows(
      `update roster set status = 'applying', confirmed_by = created_by where institution_id = $i returning id`,
    );
    expect((await confirm(id)).status).toBe(202);
    expect((await settled(id)).status).toBe('applied');
  });

  it('refuses an upload without a file', async () => {
    const { admin } = anImport();
    const answer = await app.call(contract.importRoster, {
      as: admin,
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
      payload: '--b\r\ncontent-disposition: form-data; name="other"\r\n\r\nx\r\n--b--\r\n',
    });
    expect(codeOf(answer)).toEqual([422, 'input-invalid']);
  });
});

describe('invitations of imported people', () => {
  it('an import withdraws the codes of people whom it removes or gives another role, here and in auth', async () => {
    const { admin, imported, rows } = anImport();
    await imported(school);
    const people = await rows(
      `select p.id, p.registered_name as name from profile p where p.institution_id = $i order by 2`,
    );
    const idOf = (name: string) => people.find((person) => person.name === name)?.id as string;
    for (const { id } of await rows('select id from class where institution_id = $i')) {
      const answer = await app.call(inviteToClass, { as: admin, params: { id: id as string }, body: {} });
      expect(answer.status).toBe(201);
    }
    const openOf = () =>
      rows(
        `select p.registered_name as name from join_code j join profile p on p.id = j.person_id
         where j.institution_id = $i and j.withdrawn_at is null order by 1`,
      );
    expect(await openOf()).toHaveLength(4);
    // Lou leaves the school, and Kim becomes a teacher.
    const changed = {
      ...bundleOf({ users: [['u-2', 'true', 'lou', 'Lou', 'Reed', '', '', '']] }, 'delta', 'tobedeleted'),
      'roles.csv':
        bundleOf({ roles: [['r-1', 'u-1', 'primary', 'teacher', '', '', 'o-s']] }, 'delta')['roles.csv'] ??
        '',
      'manifest.csv': manifestOf(['users', 'roles'], 'delta'),
    };
    await imported(changed);
    await waitUntil(async () => (await openOf()).length === 2, {
      what: 'the withdrawal',
      timeoutSeconds: 60,
    });
    expect(await openOf()).toEqual([{ name: 'Ada Moss' }, { name: 'Bo Fern' }]);
    expect(auth.withdrawn().flat().sort()).toEqual([idOf('Kim "K", the Ivy'), idOf('Lou Reed')].sort());
  });
});

describe('an import of a unit', () => {
  /** A school with two districts, North and West, and an admin of North. */
  const twoDistricts = async () => {
    const { admin, imported, rows } = anImport();
    await imported(
      schoolWith({
        orgs: [
          ...smallSchool.orgs,
          ['o-w', 'West', 'district', '', ''],
          ['o-x', 'Elm School', 'school', '', 'o-w'],
        ],
        users: [...smallSchool.users, ['u-x', 'true', 'max', 'Max', 'Elm', '', '', '']],
        roles: [...smallSchool.roles, ['r-x', 'u-x', 'primary', 'student', '', '', 'o-x']],
        classes: [...smallSchool.classes, ['k-x', 'Biology 7x', 'c', 'scheduled', 'o-x', 'y']],
        enrollments: [...smallSchool.enrollments, ['e-x', 'k-x', 'o-x', 'u-x', 'student', '', '', '']],
      }),
    );
    const unitOf = async (name: string) =>
      (
        await rows(
          `select id from academic_node where institution_id = $i and names -> 0 ->> 'name' = '${name}'`,
        )
      )[0]?.id as string;
    const [north, west] = [await unitOf('North'), await unitOf('West')];
    const everyday = schoolOf(app, admin);
    const head = await everyday.known({ role: 'teacher' });
    const { body: role } = await everyday.grant(north, head);
    return { admin, rows, unitOf, north, west, head, role, everyday, ...rostersOf(app, head, north) };
  };
  const deltaOf = (changed: Rows): Files => bundleOf(changed, 'delta');
  const whole: Rows = {
    orgs: [
      ['o-n', 'Ash School', 'school', '', ''],
      ['o-s', 'Oak Academy', 'school', '77', 'o-d'],
      ['o-d', 'North', 'district', '', ''],
      ['o-x', 'Elm Academy', 'school', '', 'o-w'],
      ['o-y', 'Fir School', 'school', '', 'o-w'],
    ],
    academicSessions: [
      ['y', '2026/27', 'schoolYear', '2026-08-01', '2027-07-01', '', '2027'],
      ['y2', '2027/28', 'schoolYear', '2027-08-01', '2028-07-01', '', '2028'],
    ],
    courses: [
      ['c', 'y', 'Biology 7', 'BIO7', 'o-s'],
      ['c2', 'y', 'Physics 7', 'PHY7', 'o-s'],
    ],
    users: [
      ['u-n', 'true', 'ana', 'Ana', 'Ash', '', '', ''],
      ['u-2', 'true', 'lou', 'Louise', 'Reed', '', 'blue', ''],
      ['u-x', 'true', 'max', 'Taken', 'Over', '', '', ''],
    ],
    roles: [
      ['r-n', 'u-n', 'primary', 'student', '', '', 'o-n'],
      ['r-n2', 'u-n', 'secondary', 'student', '', '', 'o-x'],
      ['r-x2', 'u-x', 'secondary', 'student', '', '', 'o-s'],
    ],
    classes: [
      ['k-n', 'Biology 7n', 'c', 'scheduled', 'o-n', 'y'],
      ['k-x', 'Renamed', 'c', 'scheduled', 'o-x', 'y'],
      ['k-y', 'Biology 7y', 'c', 'scheduled', 'o-x', 'y'],
    ],
    enrollments: [
      ['e-n', 'k-n', 'o-n', 'u-n', 'student', '', '', ''],
      ['e-y', 'k-x', 'o-x', 'u-n', 'student', '', '', ''],
      ['e-x', 'k-n', 'o-n', 'u-x', 'student', '', '', ''],
    ],
  };

  it('changes records below the unit, and rejects every other row', async () => {
    const { imported, rows, unitOf, north } = await twoDistricts();
    const { report, applied } = await imported(deltaOf(whole));
    expect(report).toMatchObject({ unitId: north });
    const rejected = await rows(
      `select file, array_agg(distinct line order by line) as lines,
         bool_and(code in ('outside-unit', 'reference-rejected')) as fitting
       from roster_fault where roster_id = '${report.id}' group by file order by file`,
    );
    expect(rejected).toEqual(
      [
        ['academicSessions', [3]],
        ['classes', [3, 4]],
        ['courses', [3]],
        ['enrollments', [3, 4]],
        ['orgs', [5, 6]],
        ['roles', [3, 4]],
        ['users', [4]],
      ].map(([file, lines]) => ({ file, lines, fitting: true })),
    );
    expect(applied.status).toBe('applied');
    const parents = await rows(
      `select n.names -> 0 ->> 'name' as name, p.names -> 0 ->> 'name' as parent from academic_node n
       left join academic_node p on p.id = n.parent_id
       where n.institution_id = $i and n.tree = 'organisation' order by 1`,
    );
    expect(parents.map(({ name, parent }) => [name, parent])).toEqual([
      ['Ash School', 'North'],
      ['Elm School', 'West'],
      ['North', null],
      ['Oak Academy', 'North'],
      ['West', null],
    ]);
    const people = await rows(
      `select registered_name as name from profile where institution_id = $i and expected order by 1`,
    );
    expect(people.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Ana Ash', 'Louise Reed', 'Max Elm']),
    );
    expect(
      await rows(
        `select c.title, c.unit_id as unit, p.registered_name as name from enrolment e
           join class c on c.id = e.class_id join profile p on p.id = e.person_id
         where e.institution_id = $i and p.registered_name in ('Ana Ash', 'Max Elm') order by 1`,
      ),
    ).toEqual([
      { title: 'Biology 7n', unit: await unitOf('Ash School'), name: 'Ana Ash' },
      { title: 'Biology 7x', unit: await unitOf('Elm School'), name: 'Max Elm' },
    ]);
    // The unit itself belongs to the admins above it.
    const again = await imported(
      deltaOf({
        orgs: [
          ['o-n', 'Ash School', 'school', '', ''],
          ['o-d', 'North and more', 'district', '', ''],
        ],
      }),
    );
    expect(again.report).toMatchObject({ files: [{ file: 'orgs', same: 1, reject: 1 }] });
  });

  it('links and unlinks guardians of students of the unit alone, as the operation does', async () => {
    const { admin, head, imported, faults, rows, everyday } = await twoDistricts();
    const idOf = async (id: string) =>
      (
        await rows(
          `select target_id from roster_record where institution_id = $i and file = 'users' and sourced_id = '${id}'`,
        )
      )[0]?.target_id as string;
    const guardian = await everyday.known();
    const max = await idOf('u-x');
    const asOperation = await everyday.call(linkGuardian, {
      ...{ as: head, params: { id: max }, body: { guardianId: guardian.userId } },
    });
    expect(codeOf(asOperation)).toEqual([404, 'person-not-found']);
    const family = (agents: Readonly<Record<string, string>>): Files => ({
      'manifest.csv': manifestOf(['users', 'roles'], 'delta'),
      'users.csv': csv(
        [
          ...['sourcedId', 'status', 'dateLastModified', 'enabledUser', 'givenName', 'familyName'],
          'agentSourcedIds',
        ],
        ...Object.entries(agents).map(([id, agent]) => [
          ...[id, 'active', '2026-09-01T00:00:00Z', 'true', id, 'X', agent],
        ]),
      ),
      'roles.csv': String(
        deltaOf({
          roles: Object.keys(agents)
            .filter((id) => !/\d/.test(id))
            .map((id) => [`r-${id}`, id, 'primary', 'guardian', '', '', id === 'u-w' ? 'o-x' : 'o-s']),
        })['roles.csv'],
      ),
    });
    const links = () =>
      rows(
        `select g.registered_name as guardian, s.registered_name as student, l.ended_at is null as lasts
         from guardian_link l join profile g on g.id = l.guardian_id join profile s on s.id = l.student_id
         where l.institution_id = $i order by 1`,
      );
    // The guardian u-w belongs to West.
    await rostersOf(app, admin).imported(family({ 'u-w': '' }));
    const { report } = await imported(family({ 'u-g': 'u-x', 'u-h': 'u-2', 'u-1': 'u-w' }));
    const outside = [
      { file: 'roles.csv', line: 2, code: 'reference-rejected' },
      { file: 'users.csv', line: 2, code: 'outside-unit' },
    ];
    expect(await faults(report.id)).toMatchObject(outside);
    const inside = [
      { guardian: 'u-h X', student: 'Lou Reed', lasts: true },
      { guardian: 'u-w X', student: 'u-1 X', lasts: true },
    ];
    expect(await links()).toEqual(inside);
    // An admin of the institution links them. The unit may not end the link.
    await rostersOf(app, admin).imported(family({ 'u-g': 'u-x' }));
    const all = [{ guardian: 'u-g X', student: 'Max Elm', lasts: true }, ...inside];
    expect(await links()).toEqual(all);
    const removal = await imported(family({ 'u-g': '', 'u-h': '' }));
    expect(await faults(removal.report.id)).toMatchObject(outside);
    expect(await links()).toEqual(all.map((link) => ({ ...link, lasts: link.guardian !== 'u-h X' })));
  });

  it('rejects rows that left the unit after the check', async () => {
    const { admin, checked, confirm, settled, faults, rows, unitOf, west } = await twoDistricts();
    const report = await checked(deltaOf({ orgs: [['o-s', 'Oak Academy', 'school', '77', 'o-d']] }));
    expect(report).toMatchObject({ status: 'ready', faults: 0 });
    const oak = await unitOf('Oak School');
    const [{ version }] = (await rows(`select version from academic_node where id = '${oak}'`)) as [
      { version: number },
    ];
    expect((await treeOf(app, admin).move(oak, west, version)).status).toBe(200);
    expect((await confirm(report.id)).status).toBe(202);
    expect(await settled(report.id)).toMatchObject({ status: 'applied', faults: 1 });
    expect(await faults(report.id)).toMatchObject([{ file: 'orgs.csv', code: 'outside-unit' }]);
    expect(await unitOf('Oak School')).toBe(oak);
  });

  it('rejects the roles of people whose row left the unit after the check', async () => {
    const { admin, checked, confirm, settled, faults, rows, unitOf, west, north } = await twoDistricts();
    const elm = await treeOf(app, admin).created({ level: 'school', name: 'Ash School', parentId: north });
    const report = await checked({
      ...deltaOf({ roles: [['r-n', 'u-n', 'primary', 'teacher', '', '', elm.id]] }),
      'manifest.csv': manifestOf(['users', 'roles'], 'delta'),
      'users.csv': csv(
        [
          ...['sourcedId', 'status', 'dateLastModified', 'enabledUser', 'givenName', 'familyName'],
          'primaryOrgSourcedId',
        ],
        ['u-n', 'active', '2026-09-01T00:00:00Z', 'true', 'Ana', 'Ash', 'o-s'],
      ),
    });
    expect(report).toMatchObject({ status: 'ready', faults: 0 });
    expect((await treeOf(app, admin).move(await unitOf('Oak School'), west, 1)).status).toBe(200);
    await confirm(report.id);
    expect((await settled(report.id)).status).toBe('applied');
    expect(await faults(report.id)).toMatchObject([
      { file: 'roles.csv', line: 2, column: 'userSourcedId', code: 'reference-rejected' },
      { file: 'users.csv', line: 2, code: 'outside-unit' },
    ]);
    expect(
      await rows(`select file from roster_record where institution_id = $i and sourced_id in ('u-n', 'r-n')`),
    ).toEqual([]);
  });

  it('has deltas only, because a bulk file ends the records that the file does not contain', async () => {
    const { checked } = await twoDistricts();
    const refused = await checked(bundleOf({ orgs: [['o-n', 'Ash School', 'school', '', '']] }));
    expect(refused).toMatchObject({ status: 'refused', problem: { code: 'mode-unfit' } });
  });

  it('is for admins of the unit and above, while they are', async () => {
    const { admin, north, west, head, role, everyday, checked, confirm } = await twoDistricts();
    const zip = await zipOf(deltaOf({ orgs: [['o-n', 'Ash School', 'school', '', '']] }));
    const uploadAs = (as: TestUser, unitId?: string) => rostersOf(app, as, unitId).upload(zip);
    const other = await everyday.known({ role: 'teacher' });
    for (const answer of [await uploadAs(other, north), await uploadAs(head), await uploadAs(head, west)])
      expect(codeOf(answer)).toEqual([403, 'forbidden']);
    expect(codeOf(await uploadAs(head, '00000000-0000-4000-8000-00000000abcd'))).toEqual([
      404,
      'node-not-found',
    ]);
    const closed = (await treeOf(app, admin).created({ level: 'school', name: 'Old', parentId: north })).id;
    await app.call(archiveNode, { as: admin, params: { tree: 'organisation', id: closed }, body: {} });
    expect(codeOf(await uploadAs(head, closed))).toEqual([409, 'node-archived']);
    const { id } = await checked(deltaOf({ orgs: [['o-n', 'Ash School', 'school', '', '']] }));
    await everyday.grant(west, other);
    for (const op of [contract.readRoster, contract.followRoster]) {
      const seenBy = async (as: TestUser) => (await rostersOf(app, as).one(op, id)).status;
      expect([await seenBy(head), await seenBy(other), await seenBy(admin)]).toEqual([200, 404, 200]);
    }
    for (const op of [contract.confirmRoster, contract.discardRoster, contract.listRosterFaults])
      expect(codeOf(await rostersOf(app, other).one(op, id))).toEqual([404, 'roster-not-found']);
    const rejected = { file: 'orgs' };
    expect((await rostersOf(app, other).one(contract.downloadRejectedRows, id, rejected)).status).toBe(404);
    await app.call(endUnitRole, { as: admin, params: { id: role.id }, body: {} });
    expect(codeOf(await confirm(id))).toEqual([404, 'roster-not-found']);
  });
});
