import { buffer } from 'node:stream/consumers';
import * as contract from '@ai-teacher/contracts/rosters/rosters.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import type { TestResponse } from '@ai-teacher/test-kit/app/app-client.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import type { TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { ZipFile } from 'yazl';
import { anAdminOfNewInstitution } from './academics.ts';

export type Files = Readonly<Record<string, string | Buffer>>;

export const zipOf = (files: Files, compress = true): Promise<Buffer> => {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files))
    zip.addBuffer(Buffer.from(content), name, { compress });
  zip.end();
  return buffer(zip.outputStream as NodeJS.ReadableStream);
};

export const csv = (...rows: readonly (readonly string[])[]): string =>
  rows
    .map((row) =>
      row.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(','),
    )
    .join('\r\n');

type Mode = 'bulk' | 'delta';

export const manifestOf = (files: readonly string[], mode: Mode = 'bulk', version = '1.2'): string =>
  csv(
    ['propertyName', 'value'],
    ['manifest.version', '1.0'],
    ['oneroster.version', version],
    ...files.map((file) => [`file.${file}`, mode]),
    ['source.systemName', 'A test'],
  );

const base = ['sourcedId', 'status', 'dateLastModified'];
const headers = {
  orgs: ['name', 'type', 'identifier', 'parentSourcedId'],
  academicSessions: ['title', 'type', 'startDate', 'endDate', 'parentSourcedId', 'schoolYear'],
  courses: ['schoolYearSourcedId', 'title', 'courseCode', 'orgSourcedId'],
  users: ['enabledUser', 'username', 'givenName', 'familyName', 'email', 'metadata.house', 'password'],
  roles: ['userSourcedId', 'roleType', 'role', 'beginDate', 'endDate', 'orgSourcedId'],
  classes: ['title', 'courseSourcedId', 'classType', 'schoolSourcedId', 'termSourcedIds'],
  enrollments: [
    'classSourcedId',
    'schoolSourcedId',
    'userSourcedId',
    'role',
    'primary',
    'beginDate',
    'endDate',
  ],
} as const;
export type FileName = keyof typeof headers;
export type Rows = Readonly<Partial<Record<FileName, readonly (readonly string[])[]>>>;

/** A row of a file: its id and its cells; the status is empty, as bulk files have it. */
export const bundleOf = (
  rows: Rows,
  mode: Mode = 'bulk',
  status = mode === 'bulk' ? '' : 'active',
): Files => ({
  'manifest.csv': manifestOf(Object.keys(rows), mode),
  ...Object.fromEntries(
    Object.entries(rows).map(([file, lines]) => [
      `${file}.csv`,
      csv(
        [...base, ...headers[file as FileName]],
        ...lines.map(([id = '', ...cells]) => [
          id,
          status,
          mode === 'bulk' ? '' : '2026-09-01T00:00:00Z',
          ...cells,
        ]),
      ),
    ]),
  ),
});

/** A school with two classes, a teacher, a co-teacher, two students and a principal. */
export const smallSchool: Required<Rows> = {
  orgs: [
    ['o-d', 'North', 'district', '', ''],
    ['o-s', 'Oak School', 'school', '77', 'o-d'],
  ],
  academicSessions: [
    ['y', '2026/27', 'schoolYear', '2026-08-01', '2027-07-01', '', '2027'],
    ['t', 'Autumn', 'term', '2026-08-01', '2027-01-15', 'y', '2027'],
  ],
  courses: [['c', 'y', 'Biology 7', 'BIO7', 'o-s']],
  users: [
    ['u-t', 'true', 'ada', 'Ada', 'Moss', 'ada@oak.example', '', 'secret!'],
    ['u-a', 'true', 'bo', 'Bo', 'Fern', 'bo@oak.example', '', ''],
    ['u-1', 'true', 'kim', 'Kim "K", the', 'Ivy', 'kim@oak.example', 'red', ''],
    ['u-2', 'true', 'lou', 'Lou', 'Reed', '', 'blue', ''],
    ['u-p', 'true', 'pat', 'Pat', 'Head', 'pat@oak.example', '', ''],
  ],
  roles: [
    ['r-t', 'u-t', 'primary', 'teacher', '', '', 'o-s'],
    ['r-a', 'u-a', 'primary', 'teacher', '', '', 'o-s'],
    ['r-1', 'u-1', 'primary', 'student', '', '', 'o-s'],
    ['r-2', 'u-2', 'primary', 'student', '', '', 'o-s'],
    ['r-p', 'u-p', 'primary', 'principal', '', '', 'o-s'],
  ],
  classes: [
    ['k-a', 'Biology 7a', 'c', 'scheduled', 'o-s', 't'],
    ['k-b', 'Biology 7b', 'c', 'scheduled', 'o-s', 't,y'],
  ],
  enrollments: [
    ['e-1', 'k-a', 'o-s', 'u-t', 'teacher', 'true', '', ''],
    ['e-2', 'k-a', 'o-s', 'u-a', 'teacher', 'false', '', ''],
    ['e-3', 'k-a', 'o-s', 'u-1', 'student', '', '2026-09-01', '2026-12-20'],
    ['e-4', 'k-b', 'o-s', 'u-2', 'student', '', '', ''],
  ],
};

const boundary = 'a-boundary-of-the-test';

/** Calls the operations of imports in the name of one admin, below a unit when one is given. */
export const rostersOf = (app: Pick<TestApp<unknown>, 'call'>, as: TestUser, unitId?: string) => {
  const upload = async (zip: Buffer): Promise<TestResponse> =>
    app.call(contract.importRoster, {
      as,
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      payload: Buffer.concat([
        Buffer.from(
          `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="roster.zip"\r\n\r\n`,
        ),
        zip,
        Buffer.from(
          unitId === undefined
            ? ''
            : `\r\n--${boundary}\r\ncontent-disposition: form-data; name="unitId"\r\n\r\n${unitId}`,
        ),
        Buffer.from(`\r\n--${boundary}--\r\n`),
      ]),
    });
  const one = (op: Parameters<typeof app.call>[0], id: string, more = {}) =>
    app.call(op, { as, params: { id, ...more } });
  /** Waits until the import has one of the states in which it waits or has ended. */
  const settled = async (id: string) => {
    let answer = await one(contract.readRoster, id);
    await waitUntil(
      async () => {
        answer = await one(contract.readRoster, id);
        return !['queued', 'checking', 'applying'].includes(answer.body.status);
      },
      { what: `the import ${id}`, timeoutSeconds: 90 },
    );
    return answer.body;
  };
  const checked = async (files: Files) => {
    const answer = await upload(await zipOf(files));
    if (answer.status !== 202) throw new Error(`importRoster answered ${answer.status}: ${answer.text}`);
    return settled(answer.body.id);
  };
  return {
    upload,
    one,
    settled,
    checked,
    confirm: (id: string) => one(contract.confirmRoster, id),
    discard: (id: string) => one(contract.discardRoster, id),
    faults: async (id: string) => (await one(contract.listRosterFaults, id)).body.items,
    /** Imports a bundle and returns the report of the check, and the import after its application. */
    imported: async (files: Files) => {
      const report = await checked(files);
      if (report.status !== 'ready') throw new Error(`the import is ${JSON.stringify(report)}`);
      await one(contract.confirmRoster, report.id);
      return { report, applied: await settled(report.id) };
    },
  };
};

/** The counts of a report by file, without the files in which nothing is to be done. */
export const countsOf = ({ files }: { files: Record<string, string | number>[] }) =>
  Object.fromEntries(
    files.flatMap(({ file, mode: _, rows: _rows, same: _same, ...counts }) => {
      const some = Object.entries(counts).filter(([, count]) => count !== 0);
      return some.length === 0 ? [] : [[file, Object.fromEntries(some)]];
    }),
  );

/** The small school with other rows in some files. */
export const schoolWith = (changed: Rows): Files => bundleOf({ ...smallSchool, ...changed });

/** A new institution, its admin, and the imports of this admin. `$i` in a statement is the institution. */
export const anImportInto = (app: Pick<TestApp<unknown>, 'call' | 'databaseUrl'>) => {
  const admin = anAdminOfNewInstitution();
  const rows = (sql: string) => readRows(app.databaseUrl, sql.replaceAll('$i', `'${admin.institutionId}'`));
  /** The person whom an imported user became. */
  const personOf = async (sourcedId: string): Promise<string> => {
    const [found] = await rows(
      `select target_id as id from roster_record
       where institution_id = $i and file = 'users' and sourced_id = '${sourcedId}'`,
    );
    return String(found?.id);
  };
  return { admin, rows, personOf, ...rostersOf(app, admin) };
};
