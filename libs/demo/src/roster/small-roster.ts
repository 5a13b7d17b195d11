import { randomBytes } from 'node:crypto';

/** The student of the roster, who has no account yet. */
export const rosterStudent = 'Lou Reed';

export type SmallRoster = {
  /** Title of the class. */
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
};

const csv = (...rows: readonly (readonly string[])[]): string =>
  rows.map((row) => row.join(',')).join('\r\n');

/**
 * A OneRoster 1.2 bundle of one school with one class and one student, file by file. A delta changes nothing
 * else, and each bundle has ids of its own, so the demo can run repeatedly on one installation.
 */
export const smallRoster = (): SmallRoster => {
  const code = randomBytes(4).toString('hex');
  const title = `Geography ${code}`;
  const year = new Date().getUTCFullYear();
  const table = (columns: readonly string[], cells: readonly string[]): string =>
    csv(
      ['sourcedId', 'status', 'dateLastModified', ...columns],
      [code, 'active', new Date().toISOString(), ...cells],
    );
  const rows = {
    orgs: table(['name', 'type'], ['Lakeside', 'school']),
    academicSessions: table(
      ['title', 'type', 'startDate', 'endDate'],
      [`Year ${code}`, 'schoolYear', `${year}-01-01`, `${year + 1}-01-01`],
    ),
    courses: table(['schoolYearSourcedId', 'title', 'orgSourcedId'], [code, 'Geography', code]),
    users: table(['enabledUser', 'username', 'givenName', 'familyName'], ['true', 'lou', 'Lou', 'Reed']),
    roles: table(['userSourcedId', 'roleType', 'role', 'orgSourcedId'], [code, 'primary', 'student', code]),
    classes: table(
      ['title', 'courseSourcedId', 'classType', 'schoolSourcedId', 'termSourcedIds'],
      [title, code, 'scheduled', code, code],
    ),
    enrollments: table(
      ['classSourcedId', 'schoolSourcedId', 'userSourcedId', 'role'],
      [code, code, code, 'student'],
    ),
  };
  const manifest = csv(
    ['propertyName', 'value'],
    ['manifest.version', '1.0'],
    ['oneroster.version', '1.2'],
    ...Object.keys(rows).map((file) => [`file.${file}`, 'delta']),
  );
  const tables = Object.entries(rows).map(([file, content]) => [`${file}.csv`, content]);
  return { title, files: { 'manifest.csv': manifest, ...Object.fromEntries(tables) } };
};
