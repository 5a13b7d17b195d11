import { type RosterFile, rosterFiles } from '@ai-teacher/contracts/rosters/rosters.ts';

/**
 * The permitted content of a cell. `ids`: several ids, divided by commas. `name`: one line, as operations
 * accept.
 */
type Kind =
  | { readonly kind: 'name'; readonly max: number }
  | { readonly kind: 'text' | 'day' | 'id' | 'ids' | 'boolean' }
  | { readonly kind: 'choice'; readonly values: readonly string[]; readonly extension?: RegExp };

export type Column = Kind & {
  readonly required?: boolean;
  /** The file in which the ids must be found. */
  readonly of?: RosterFile;
  /** Refused where the file is that of this version only. */
  readonly only?: RosterVersion;
};

export type RosterVersion = '1.1' | '1.2';

const text: Column = { kind: 'text' };
const requiredText: Column = { kind: 'text', required: true };
const title: Column = { kind: 'name', max: 200, required: true };
/** Two of these and a blank are the name of a person, of at most 200 characters. */
const partOfName: Column = { kind: 'name', max: 99 };
const requiredDay: Column = { kind: 'day', required: true };
const idOf = (of: RosterFile, required = false): Column => ({ kind: 'id', of, required });
const idsOf = (of: RosterFile, required = false): Column => ({ kind: 'ids', of, required });
const choice = (...values: string[]): Column => ({ kind: 'choice', values, required: true });

const orgTypes = ['department', 'school', 'district', 'local', 'state', 'national'];
/** A level of the tree that OneRoster does not know, as an extension of its types. */
const ownLevel = /^ext:[a-z][a-z0-9-]{0,39}$/u;

const peopleRoles = ['aide', 'guardian', 'parent', 'proctor', 'relative', 'student', 'teacher'];
const administrators = ['principal', 'siteAdministrator', 'districtAdministrator', 'systemAdministrator'];

/**
 * The columns of each file in OneRoster 1.2 (CSV binding, section 4), with those of 1.1. Other columns are
 * not read, except `metadata.…`. Passwords are never read.
 */
export const columnsOf: Readonly<Record<RosterFile, Readonly<Record<string, Column>>>> = {
  orgs: {
    name: title,
    type: { kind: 'choice', values: orgTypes, extension: ownLevel, required: true },
    identifier: text,
    parentSourcedId: idOf('orgs'),
  },
  academicSessions: {
    title,
    type: choice('gradingPeriod', 'semester', 'schoolYear', 'term'),
    startDate: requiredDay,
    endDate: requiredDay,
    parentSourcedId: idOf('academicSessions'),
    schoolYear: text,
  },
  courses: {
    schoolYearSourcedId: idOf('academicSessions'),
    title,
    courseCode: text,
    grades: text,
    orgSourcedId: idOf('orgs', true),
    subjects: text,
    subjectCodes: text,
  },
  users: {
    enabledUser: { kind: 'boolean' },
    orgSourcedIds: { ...idsOf('orgs', true), only: '1.1' },
    role: { ...choice('administrator', ...peopleRoles), only: '1.1' },
    username: text,
    userIds: text,
    givenName: { ...partOfName, required: true },
    familyName: { ...partOfName, required: true },
    middleName: text,
    identifier: text,
    email: text,
    sms: text,
    phone: text,
    agentSourcedIds: idsOf('users'),
    grades: text,
    userMasterIdentifier: text,
    resourceSourcedIds: text,
    preferredGivenName: partOfName,
    preferredMiddleName: text,
    preferredFamilyName: partOfName,
    primaryOrgSourcedId: idOf('orgs'),
    pronouns: text,
  },
  roles: {
    userSourcedId: idOf('users', true),
    roleType: choice('primary', 'secondary'),
    role: choice('counselor', ...administrators, ...peopleRoles),
    beginDate: { kind: 'day' },
    endDate: { kind: 'day' },
    orgSourcedId: idOf('orgs', true),
    userProfileSourcedId: text,
  },
  userProfiles: {
    userSourcedId: idOf('users', true),
    profileType: requiredText,
    vendorId: text,
    applicationId: text,
    description: text,
    credentialType: text,
    username: text,
  },
  classes: {
    title,
    grades: text,
    courseSourcedId: idOf('courses', true),
    classCode: text,
    classType: choice('homeroom', 'scheduled'),
    location: text,
    schoolSourcedId: idOf('orgs', true),
    termSourcedIds: idsOf('academicSessions', true),
    subjects: text,
    subjectCodes: text,
    periods: text,
    // The days of a class when they are not those of its terms. Exports of this system have them.
    'metadata.aiTeacher.validFrom': { kind: 'day' },
    'metadata.aiTeacher.validUntil': { kind: 'day' },
  },
  enrollments: {
    classSourcedId: idOf('classes', true),
    schoolSourcedId: idOf('orgs', true),
    userSourcedId: idOf('users', true),
    role: choice('administrator', 'proctor', 'student', 'teacher'),
    primary: { kind: 'boolean' },
    beginDate: { kind: 'day' },
    endDate: { kind: 'day' },
  },
};

/** Pairs of days in the files: the second one is the day after the last day. */
export const periodOf: Readonly<Partial<Record<RosterFile, readonly [string, string]>>> = {
  academicSessions: ['startDate', 'endDate'],
  roles: ['beginDate', 'endDate'],
  classes: ['metadata.aiTeacher.validFrom', 'metadata.aiTeacher.validUntil'],
  enrollments: ['beginDate', 'endDate'],
};

const baseColumns = ['sourcedId', 'status', 'dateLastModified'] as const;

/** The columns that the header of a file must have. */
export const requiredColumns = (file: RosterFile, version: RosterVersion): readonly string[] => [
  ...baseColumns,
  ...Object.entries(columnsOf[file])
    .filter(([, { required, only }]) => required === true && (only === undefined || only === version))
    .map(([name]) => name),
];

export type Reference = {
  readonly file: RosterFile;
  readonly column: string;
  readonly of: RosterFile;
  readonly many: boolean;
};

/** All references between the files. Files are checked in the order of `rosterFiles`. */
export const referencesOf = (file: RosterFile): readonly Reference[] =>
  Object.entries(columnsOf[file]).flatMap(([column, { of, kind }]) =>
    of === undefined ? [] : [{ file, column, of, many: kind === 'ids' }],
  );

/** The files of each version; 1.1 has its roles in users. */
export const filesOf = (version: RosterVersion): readonly RosterFile[] =>
  version === '1.2' ? rosterFiles : rosterFiles.filter((file) => file !== 'roles' && file !== 'userProfiles');
