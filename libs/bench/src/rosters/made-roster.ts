/** The contents of a generated bundle. */
export type RosterPlan = {
  /** Students, teachers and guardians together; at least 100. */
  readonly users: number;
  /** The same seed makes the same names. */
  readonly seed: number;
  /** Begins every id, so that bundles with different prefixes name different things. */
  readonly prefix: string;
  readonly mode: 'bulk' | 'delta';
};

/** The numbers of things in a bundle: 1 000 000 users have 100 000 classes and 3 000 000 enrolments. */
export type RosterCounts = {
  readonly students: number;
  readonly teachers: number;
  readonly guardians: number;
  readonly schools: number;
  readonly districts: number;
  readonly courses: number;
  readonly classes: number;
  readonly enrollments: number;
};

export const minRosterUsers = 100;
const usersPerSchool = 1_000;
const schoolsPerDistrict = 50;
const usersPerClass = 10;
const studentsPerClass = 29;
const subjects = [
  ...['Mathematics', 'Physics', 'Biology', 'Chemistry', 'History'],
  ...['Geography', 'Literature', 'English', 'Art', 'Music'],
];
const givenNames = [
  ...['Ada', 'Amir', 'Bo', 'Chiara', 'Dev', 'Elif', 'Emeka', 'Fatima', 'Grace', 'Hiro', 'Ines', 'Ivan'],
  ...['Jonas', 'Kim', 'Leila', 'Lou', 'Mei', 'Nia', 'Omar', 'Paula', 'Quentin', 'Ravi', 'Sofía', 'Zoë'],
];
const familyNames = [
  ...['Abara', 'Bauer', 'Costa', 'Dubois', 'Eriksen', 'Fischer', 'Garcia', 'Haddad', 'Ivanova', 'Jensen'],
  ...['Kaya', 'Lopez', 'Meyer', 'Nguyen', 'Okafor', 'Patel', 'Reyes', 'Schmidt', 'Tanaka', 'Weiß'],
];

/** Sixty percent are students, five percent are teachers, and the others are guardians. */
export const rosterCounts = (users: number): RosterCounts => {
  const students = Math.floor(users * 0.6);
  const teachers = Math.floor(users * 0.05);
  const schools = Math.ceil(users / usersPerSchool);
  const classes = Math.ceil(users / usersPerClass);
  return {
    students,
    teachers,
    guardians: users - students - teachers,
    schools,
    districts: Math.ceil(schools / schoolsPerDistrict),
    courses: schools * subjects.length,
    classes,
    enrollments: classes * (studentsPerClass + 1),
  };
};

/** A generator of whole numbers below `bound` (mulberry32). */
const numbersOf = (seed: number): ((bound: number) => number) => {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
};

/** The place of one of `count` things among `among` others, in the same order. */
const spread = (at: number, count: number, among: number): number => Math.floor((at * among) / count);

type Row = readonly string[];
type MadeFile = {
  readonly columns: readonly string[];
  /** Each begins with the id; status and date follow in the file. */
  readonly rows: () => Iterable<Row>;
};

function* each(count: number, rowOf: (at: number) => Row): Generator<Row> {
  for (let at = 0; at < count; at += 1) yield rowOf(at);
}

const placeFiles = ({ prefix }: RosterPlan, counts: RosterCounts): Readonly<Record<string, MadeFile>> => {
  const { schools, districts, courses, classes } = counts;
  const year = `${prefix}y`;
  return {
    orgs: {
      columns: ['name', 'type', 'identifier', 'parentSourcedId'],
      *rows() {
        yield* each(districts, (at) => [`${prefix}d${at}`, `District ${at + 1}`, 'district', `D${at}`, '']);
        yield* each(schools, (at) => [
          ...[`${prefix}s${at}`, `School ${at + 1}`, 'school', `S${at}`],
          `${prefix}d${Math.floor(at / schoolsPerDistrict)}`,
        ]);
      },
    },
    academicSessions: {
      columns: ['title', 'type', 'startDate', 'endDate', 'parentSourcedId', 'schoolYear'],
      *rows() {
        yield [year, '2026/27', 'schoolYear', '2026-08-01', '2027-08-01', '', '2027'];
        yield [`${year}1`, 'Autumn', 'term', '2026-08-01', '2027-02-01', year, '2027'];
        yield [`${year}2`, 'Spring', 'term', '2027-02-01', '2027-08-01', year, '2027'];
      },
    },
    courses: {
      columns: ['schoolYearSourcedId', 'title', 'courseCode', 'orgSourcedId'],
      rows: () =>
        each(courses, (at) => {
          const subject = subjects[at % subjects.length] ?? '';
          const school = Math.floor(at / subjects.length);
          return [`${prefix}c${at}`, year, subject, `${subject.slice(0, 3)}${at}`, `${prefix}s${school}`];
        }),
    },
    classes: {
      columns: ['title', 'courseSourcedId', 'classCode', 'classType', 'schoolSourcedId', 'termSourcedIds'],
      rows: () =>
        each(classes, (at) => {
          const school = spread(at, classes, schools);
          const subject = at % subjects.length;
          const title = `${subjects[subject]} ${5 + (at % 8)}${'abcd'[at % 4]}`;
          const course = `${prefix}c${school * subjects.length + subject}`;
          return [
            ...[`${prefix}k${at}`, title, course, `K${at}`, 'scheduled', `${prefix}s${school}`],
            `${year}1,${year}2`,
          ];
        }),
    },
  };
};

/** The ids of people by their place: students, then teachers, then guardians. */
const peopleOf = ({ prefix }: RosterPlan, { students, teachers }: RosterCounts) => ({
  student: (at: number) => `${prefix}u${at}`,
  teacher: (at: number) => `${prefix}u${students + at}`,
  guardian: (at: number) => `${prefix}u${students + teachers + at}`,
});

const personFiles = (plan: RosterPlan, counts: RosterCounts): Readonly<Record<string, MadeFile>> => {
  const { prefix, seed } = plan;
  const { students, teachers, guardians, schools } = counts;
  const ids = peopleOf(plan, counts);
  const kinds = [
    { role: 'student', count: students, idOf: ids.student },
    { role: 'teacher', count: teachers, idOf: ids.teacher },
    { role: 'guardian', count: guardians, idOf: ids.guardian },
  ];
  return {
    users: {
      columns: ['enabledUser', 'username', 'givenName', 'familyName', 'email', 'agentSourcedIds', 'grades'],
      *rows() {
        const number = numbersOf(seed);
        for (const { role, count, idOf } of kinds)
          yield* each(count, (at) => {
            const id = idOf(at);
            const given = givenNames[number(givenNames.length)] ?? '';
            const family = familyNames[number(familyNames.length)] ?? '';
            // Children who follow one another in the list share a guardian.
            const agents = role === 'student' ? ids.guardian(spread(at, students, guardians)) : '';
            const grade = role === 'student' ? `${5 + number(8)}`.padStart(2, '0') : '';
            return [id, 'true', id, given, family, `${id}@school.example`, agents, grade];
          });
      },
    },
    roles: {
      columns: ['userSourcedId', 'roleType', 'role', 'beginDate', 'endDate', 'orgSourcedId'],
      *rows() {
        for (const { role, count, idOf } of kinds)
          yield* each(count, (at) => {
            const school = `${prefix}s${spread(at, count, schools)}`;
            return [`${idOf(at)}r`, idOf(at), 'primary', role, '', '', school];
          });
      },
    },
    userProfiles: {
      columns: ['userSourcedId', 'profileType', 'vendorId', 'credentialType', 'username'],
      rows: () =>
        each(students, (at) => {
          const id = ids.student(at);
          return [`${id}p`, id, 'learning', 'library', 'username', id];
        }),
    },
  };
};

const enrollmentFile = (plan: RosterPlan, counts: RosterCounts): MadeFile => {
  const { prefix } = plan;
  const { students, teachers, classes, schools, enrollments } = counts;
  const ids = peopleOf(plan, counts);
  const each30 = studentsPerClass + 1;
  return {
    columns: [
      'classSourcedId',
      'schoolSourcedId',
      'userSourcedId',
      'role',
      'primary',
      'beginDate',
      'endDate',
    ],
    rows: () =>
      each(enrollments, (at) => {
        const [group, seat] = [Math.floor(at / each30), at % each30];
        const isTeacher = seat === studentsPerClass;
        const person = isTeacher
          ? ids.teacher(spread(group, classes, teachers))
          : ids.student((spread(group, classes, students) + seat) % students);
        return [
          ...[`${prefix}e${at}`, `${prefix}k${group}`, `${prefix}s${spread(group, classes, schools)}`],
          ...[person, isTeacher ? 'teacher' : 'student', isTeacher ? 'true' : '', '', ''],
        ];
      }),
  };
};

/** The files of a bundle by name. Their rows are made while they are read, so no file is ever in memory. */
export const madeRoster = (plan: RosterPlan): Readonly<Record<string, MadeFile>> => {
  const counts = rosterCounts(plan.users);
  return {
    ...placeFiles(plan, counts),
    ...personFiles(plan, counts),
    enrollments: enrollmentFile(plan, counts),
  };
};
