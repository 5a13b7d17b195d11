import { randomUUID } from 'node:crypto';
import * as institutionTimeZone from '@ai-teacher/contracts/access/institution-time-zone.ts';
import * as sharingPolicy from '@ai-teacher/contracts/access/sharing-policy.ts';
import type { EventToPublish } from '@ai-teacher/contracts/events.ts';
import * as classes from '@ai-teacher/contracts/user/classes.ts';
import * as enrolments from '@ai-teacher/contracts/user/enrolments.ts';
import * as guardians from '@ai-teacher/contracts/user/guardians.ts';
import { readPerson } from '@ai-teacher/contracts/user/people.ts';
import { changeMe, readMe } from '@ai-teacher/contracts/user/profile.ts';
import * as unitRoles from '@ai-teacher/contracts/user/units/unit-roles.ts';
import { activeMarkup, hostileMarkup } from '@ai-teacher/test-kit/app/hostile-text.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { anAdmin, aStudent, aTeacher, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { repositoriesOf, type UserDeps } from '../../src/deps.ts';
import { createNode } from '../../src/domain/academics/create-node.ts';
import { moveNode } from '../../src/domain/academics/move-node.ts';
import { archiveClass } from '../../src/domain/classes/archive-class.ts';
import { changeClass } from '../../src/domain/classes/change-class.ts';
import { createClass } from '../../src/domain/classes/create-class.ts';
import { restoreClass } from '../../src/domain/classes/restore-class.ts';
import { addEnrolments } from '../../src/domain/enrolments/add-enrolments.ts';
import { endEnrolment } from '../../src/domain/enrolments/end-enrolment.ts';
import { endGuardianLink } from '../../src/domain/guardians/end-guardian-link.ts';
import { linkGuardian } from '../../src/domain/guardians/link-guardian.ts';
import { changeTimeZone } from '../../src/domain/institution-time-zone/change-time-zone.ts';
import { eraseProfile } from '../../src/domain/profile/erase-profile.ts';
import { recordRole } from '../../src/domain/profile/record-role.ts';
import { changeSharingPolicy } from '../../src/domain/sharing-policy/change-sharing-policy.ts';
import { endUnitRole } from '../../src/domain/unit-roles/end-unit-role.ts';
import { grantUnitRole } from '../../src/domain/unit-roles/grant-unit-role.ts';
import { anAdminOfNewInstitution, treeOf } from '../academics.ts';
import { deletionOf, deliver, registrationOf, roleChangeOf } from '../builders.ts';
import { codeOf, collect, dayIn, idsOf, schoolOf } from '../school.ts';
import { startUserApp } from '../user-app.ts';

let app: TestApp<UserDeps>;
beforeAll(async () => {
  app = await startUserApp({ variables: { ENROLMENTS_PER_CLASS: '6' } });
});
afterAll(() => app.close());

let admin: TestUser;
let school: ReturnType<typeof schoolOf>;
let classId: string;
beforeEach(async () => {
  admin = anAdminOfNewInstitution();
  school = schoolOf(app, admin);
  classId = (await school.class()).id;
});

const student = (person: TestUser, given: object = {}) => ({
  personId: person.userId,
  role: 'student',
  ...given,
});
/** A person with a role in the class, whose account has the given role. */
const enrolled = async (role: 'student' | 'teacher' | 'co-teacher', accountRole: TestUser['role']) => {
  const person = await school.known({ role: accountRole });
  const { body } = await school.add(classId, [{ personId: person.userId, role }]);
  return { person, id: body.results[0].enrolmentId as string };
};
const listOfClass = (as = admin, query = {}) =>
  school.call(enrolments.listClassEnrolments, { as, params: { id: classId }, query });
const mine = (as: TestUser, query = {}) => school.call(enrolments.listEnrolments, { as, query });
const end = (id: string, body: object | undefined = undefined, as = admin) =>
  school.call(enrolments.endEnrolment, { as, params: { id }, ...(body === undefined ? {} : { body }) });
const read = (as: TestUser) => school.call(classes.readClass, { as, params: { id: classId } });
const outcomes = ({ body }: { body: { results: { outcome: string; code?: string }[] } }) =>
  body.results.map(({ outcome, code }) => code ?? outcome);

describe('addEnrolments', () => {
  it('addEnrolments answers for each row: added, already, or refused with a code', async () => {
    const [one, two] = [await school.known(), await school.known()];
    const foreign = await schoolOf(app, anAdminOfNewInstitution()).known();
    const erased = await school.known();
    await deliver(app, deletionOf(erased));
    const answer = await school.add(classId, [
      student(one),
      student(one),
      student(one, { role: 'co-teacher' }),
      student(foreign),
      student(erased),
      { personId: randomUUID(), role: 'student' },
      student(two, { from: dayIn(-101) }),
      student(two, { from: dayIn(1), until: dayIn(1) }),
      student(two, { until: dayIn(201) }),
      student(two, { until: dayIn(50) }),
    ]);
    expect(outcomes(answer)).toEqual([
      ...[
        'added',
        'already',
        'account-role-unfit',
        'person-not-found',
        'person-not-found',
        'person-not-found',
      ],
      ...['dates-outside-period', 'dates-outside-period', 'dates-outside-period', 'added'],
    ]);
    expect(answer.body.results[0]).toEqual({
      ...{ personId: one.userId, role: 'student', outcome: 'added', enrolmentId: expect.any(String) },
    });
    const listed = await listOfClass();
    expect(listed.body.items.map(({ role, until }: Record<string, string>) => [role, until])).toEqual(
      expect.arrayContaining([
        ['student', null],
        ['student', dayIn(50)],
      ]),
    );
  });

  it('addEnrolments adds one person once, also by ten concurrent lists', async () => {
    const person = await school.known();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => school.add(classId, [student(person)])),
    );
    expect(answers.flatMap(outcomes).sort()).toEqual(['added', ...Array(9).fill('already')]);
  });

  it('addEnrolments enrols a person again after an end, on the same day, and never on common days', async () => {
    const person = await school.known();
    const { body } = await school.add(classId, [student(person, { from: dayIn(-10) })]);
    await end(body.results[0].enrolmentId);
    expect(outcomes(await school.add(classId, [student(person, { from: dayIn(-1) })]))).toEqual(['already']);
    expect(outcomes(await school.add(classId, [student(person)]))).toEqual(['added']);
    expect(idsOf(await mine(person, { state: 'all' }))).toHaveLength(2);
  });

  it('the database refuses common days of one person, class and role, whatever the service does', async () => {
    const person = await school.known();
    await school.add(classId, [student(person)]);
    await expect(
      readRows(
        app.databaseUrl,
        `insert into enrolment (id, institution_id, class_id, person_id, role, valid_from, created_at)
         select gen_random_uuid(), institution_id, class_id, person_id, role, valid_from + 5, now()
         from enrolment where person_id = $1`,
        [person.userId],
      ),
    ).rejects.toThrow('enrolment_once_a_day');
  });

  /** Another enrolment of the person in the class, whose first day is `days` later. */
  const secondOf = (personId: string, days: number, until: string | null = null): [string, unknown[]] => [
    `insert into enrolment (id, institution_id, class_id, person_id, role, valid_from, valid_until, created_at)
     select gen_random_uuid(), institution_id, class_id, person_id, role, valid_from + $2::int, $3::date, now()
     from enrolment where person_id = $1 limit 1`,
    [personId, days, until],
  ];
  /** Runs a test with two connections, each in a transaction. */
  const withTwo = async (work: (one: pg.Client, other: pg.Client) => Promise<void>): Promise<void> => {
    const clients = [0, 1].map(() => new pg.Client({ connectionString: app.databaseUrl })) as [
      pg.Client,
      pg.Client,
    ];
    for (const client of clients) {
      await client.connect();
      await client.query(`set lock_timeout = '20s'`);
      await client.query('begin');
    }
    try {
      await work(...clients);
    } finally {
      for (const client of clients) await client.end();
    }
  };

  it('the database refuses a period that grows into the days of another one', async () => {
    const person = await school.known();
    await school.add(classId, [student(person, { until: dayIn(3) })]);
    await readRows(app.databaseUrl, ...secondOf(person.userId, 5));
    const until = (day: string) =>
      readRows(
        app.databaseUrl,
        'update enrolment set valid_until = $2 where person_id = $1 and valid_until is not null',
        [person.userId, day],
      );
    await until(dayIn(5));
    await expect(until(dayIn(6))).rejects.toThrow('enrolment_once_a_day');
  });

  it('the database refuses common days of two transactions that do not see one another', async () => {
    const person = await school.known();
    await school.add(classId, [student(person, { until: dayIn(3) })]);
    await withTwo(async (one, other) => {
      await one.query(...secondOf(person.userId, 4));
      const refused = expect(other.query(...secondOf(person.userId, 6))).rejects.toThrow(
        'enrolment_once_a_day',
      );
      await waitForBlocked(app.databaseUrl, 'insert into enrolment');
      await one.query('commit');
      await refused;
    });
  });

  it('the database refuses an enrolment in a class that does not exist, new or changed', async () => {
    const person = await school.known();
    await school.add(classId, [student(person)]);
    const nowhere = randomUUID();
    const copied = `insert into enrolment (id, institution_id, class_id, person_id, role, valid_from, created_at)
      select gen_random_uuid(), institution_id, given.id, person_id, role, valid_from + 400, now()
      from enrolment, unnest(array[class_id, $2::uuid]) given (id) where person_id = $1`;
    const moved = 'update enrolment set class_id = $2 where person_id = $1';
    for (const sql of [copied, moved])
      await expect(readRows(app.databaseUrl, sql, [person.userId, nowhere])).rejects.toThrow(
        'the class of an enrolment does not exist',
      );
  });

  it('the database keeps a class with enrolments, and refuses an enrolment in a removed class', async () => {
    const [one, other] = [await school.known(), await school.known()];
    const [used, empty] = [(await school.class()).id, (await school.class()).id];
    await school.add(used, [student(one)]);
    const removed = 'delete from class where id = $1';
    await expect(readRows(app.databaseUrl, removed, [used])).rejects.toThrow('the class has enrolments');
    await expect(
      readRows(app.databaseUrl, 'update class set id = gen_random_uuid() where id = $1', [used]),
    ).rejects.toThrow('the class has enrolments');
    await school.add(classId, [student(other)]);
    await withTwo(async (removing, adding) => {
      await removing.query(removed, [empty]);
      const refused = expect(
        adding.query(
          `insert into enrolment (id, institution_id, class_id, person_id, role, valid_from, created_at)
           select gen_random_uuid(), institution_id, $2, person_id, role, valid_from, now()
           from enrolment where person_id = $1 limit 1`,
          [other.userId, empty],
        ),
      ).rejects.toThrow('the class of an enrolment does not exist');
      await waitForBlocked(app.databaseUrl, 'insert into enrolment');
      await removing.query('commit');
      await refused;
    });
  });

  it('an enrolment ends while its class is locked', async () => {
    const person = await school.known();
    await school.add(classId, [student(person, { until: dayIn(9) })]);
    await withTwo(async (one, other) => {
      await one.query('select from class where id = $1 for no key update', [classId]);
      await other.query(`set lock_timeout = '1s'`);
      const ended = await other.query(
        'update enrolment set valid_until = valid_from + 1 where person_id = $1',
        [person.userId],
      );
      expect(ended.rowCount).toBe(1);
    });
  });

  it('addEnrolments refuses further people at the maximum number, also concurrently', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => school.known()));
    const answers = await Promise.all(people.map((person) => school.add(classId, [student(person)])));
    expect(answers.flatMap(outcomes).sort()).toEqual([
      ...Array(6).fill('added'),
      ...Array(2).fill('enrolment-limit-reached'),
    ]);
  });

  it('addEnrolments answers 422 for no row and for 201 rows, and 409 for an archived class', async () => {
    const row = { personId: randomUUID(), role: 'student' };
    for (const rows of [[], Array(201).fill(row)]) expect((await school.add(classId, rows)).status).toBe(422);
    expect(outcomes(await school.add(classId, Array(200).fill(row)))).toHaveLength(200);
    await school.call(classes.archiveClass, { params: { id: classId } });
    expect(codeOf(await school.add(classId, [row]))).toEqual([409, 'class-archived']);
  });

  it('addEnrolments begins with the class when the class has not begun, and not after its end', async () => {
    const later = await school.class({ from: dayIn(5) });
    const past = await school.class({ until: dayIn(0) });
    const person = await school.known();
    await school.add(later.id, [student(person)]);
    expect((await mine(person)).body.items[0].from).toBe(dayIn(5));
    expect(outcomes(await school.add(past.id, [student(person)]))).toEqual(['dates-outside-period']);
  });
});

describe('rights in a class', () => {
  it.each(['teacher', 'co-teacher'] as const)('a %s manages students, and no teachers', async (role) => {
    const { person } = await enrolled(role, 'teacher');
    const colleague = await enrolled('teacher', 'teacher');
    const [pupil, other] = [await school.known(), await school.known({ role: 'teacher' })];
    const answer = await school.add(
      classId,
      [student(pupil), { personId: other.userId, role: 'teacher' }],
      person,
    );
    expect(outcomes(answer)).toEqual(['added', 'forbidden']);
    expect(idsOf(await listOfClass(person, { role: 'student' }))).toHaveLength(1);
    expect(codeOf(await end(colleague.id, {}, person))).toEqual([403, 'forbidden']);
    expect((await end(answer.body.results[0].enrolmentId, {}, person)).status).toBe(200);
    expect((await read(person)).status).toBe(200);
  });

  it('a student reads the class while enrolled, and lists and ends nothing', async () => {
    const { person, id } = await enrolled('student', 'student');
    expect((await read(person)).status).toBe(200);
    const ids = idsOf(await school.call(classes.listClasses, { as: person }));
    expect(ids).toEqual([classId]);
    expect(codeOf(await listOfClass(person))).toEqual([403, 'forbidden']);
    expect(codeOf(await end(id, {}, person))).toEqual([403, 'forbidden']);
    await end(id);
    expect(codeOf(await read(person))).toEqual([404, 'class-not-found']);
    expect(idsOf(await school.call(classes.listClasses, { as: person }))).toEqual([]);
  });

  it('a person with a teacher’s token who is a student of the class gets 403, and a teacher of another class 404', async () => {
    const learner = await enrolled('student', 'student');
    const pupil = await enrolled('student', 'student');
    const stranger = await school.known({ role: 'teacher' });
    await school.add((await school.class()).id, [{ personId: stranger.userId, role: 'teacher' }]);
    for (const [as, wanted, wantedEnd] of [
      [{ ...learner.person, role: 'teacher' as const }, [403, 'forbidden'], [403, 'forbidden']],
      [stranger, [404, 'class-not-found'], [404, 'enrolment-not-found']],
    ] as const) {
      expect(codeOf(await listOfClass(as))).toEqual(wanted);
      expect(codeOf(await school.add(classId, [student(as)], as))).toEqual(wanted);
      expect(codeOf(await end(pupil.id, {}, as))).toEqual(wantedEnd);
    }
    expect(codeOf(await read(stranger))).toEqual([404, 'class-not-found']);
  });

  it('an account that is no longer a teacher does not teach, whatever its enrolments say', async () => {
    const { person } = await enrolled('teacher', 'teacher');
    const demoted: TestUser = { ...person, role: 'student' };
    expect(codeOf(await school.add(classId, [student(person)], demoted))).toEqual([403, 'forbidden']);
    expect((await read(demoted)).status).toBe(200);
  });

  it('people of another institution get 404 for every operation, admins included', async () => {
    const { id } = await enrolled('student', 'student');
    const foreign = anAdminOfNewInstitution();
    expect(codeOf(await listOfClass(foreign))).toEqual([404, 'class-not-found']);
    expect(codeOf(await school.add(classId, [student(foreign)], foreign))).toEqual([404, 'class-not-found']);
    expect(codeOf(await end(id, {}, foreign))).toEqual([404, 'enrolment-not-found']);
    expect(codeOf(await read(foreign))).toEqual([404, 'class-not-found']);
  });
});

describe('roles of accounts', () => {
  const roleOf = async ({ userId }: TestUser) =>
    (await readRows(app.databaseUrl, 'select role from profile where id = $1', [userId]))[0]?.role;

  it('addEnrolments enrols accounts of students only as students, and accounts of teachers and admins only as teachers', async () => {
    const people = { student: await school.known(), teacher: await school.known({ role: 'teacher' }) };
    const adminToo = await school.known({ role: 'admin' });
    const rows = (person: TestUser) =>
      ['student', 'teacher', 'co-teacher'].map((role) => ({ personId: person.userId, role }));
    const unfit = 'account-role-unfit';
    expect(outcomes(await school.add(classId, rows(people.student)))).toEqual(['added', unfit, unfit]);
    for (const person of [people.teacher, adminToo])
      expect(outcomes(await school.add(classId, rows(person)))).toEqual([unfit, 'added', 'added']);
  });

  it('a teacher cannot read a colleague by an enrolment as a student, nor by an older enrolment that no longer fits their role', async () => {
    const { person: teacher } = await enrolled('teacher', 'teacher');
    const colleague = await school.known({ role: 'teacher' });
    const readColleague = () => school.call(readPerson, { as: teacher, params: { id: colleague.userId } });
    expect(outcomes(await school.add(classId, [student(colleague)], teacher))).toEqual([
      'account-role-unfit',
    ]);
    expect(codeOf(await readColleague())).toEqual([404, 'person-not-found']);
    await readRows(
      app.databaseUrl,
      `insert into enrolment (id, institution_id, class_id, person_id, role, valid_from, created_at)
       values (gen_random_uuid(), $1, $2, $3, 'student', $4, now()) returning id`,
      [admin.institutionId, classId, colleague.userId, dayIn(-1)],
    );
    expect(codeOf(await readColleague())).toEqual([404, 'person-not-found']);
  });

  it('user.role-changed ends enrolments that the role no longer fits, and a later start again needs the role', async () => {
    const { person } = await enrolled('student', 'student');
    await deliver(app, roleChangeOf(person, 'teacher'));
    expect(idsOf(await mine(person))).toEqual([]);
    expect(outcomes(await school.add(classId, [student(person)]))).toEqual(['account-role-unfit']);
    await school.add(classId, [{ personId: person.userId, role: 'teacher' }]);
    await school.add(classId, [{ personId: person.userId, role: 'co-teacher', from: dayIn(3) }]);
    expect(idsOf(await mine(person))).toHaveLength(2);
    await deliver(app, roleChangeOf(person, 'admin'));
    expect(idsOf(await mine(person))).toHaveLength(2);
    await deliver(app, roleChangeOf(person, 'student'));
    const cancelled = (await mine(person)).body.items;
    expect(cancelled).toMatchObject([{ role: 'co-teacher', from: dayIn(3), until: dayIn(3) }]);
    expect(outcomes(await school.add(classId, [student(person)]))).toEqual(['added']);
  });

  it('the latest event about a role wins in every order of arrival, and over a registration', async () => {
    const at = (second: number) => `2026-03-02T09:00:0${second}.000Z`;
    const events = [
      (person: TestUser) => registrationOf(person),
      (person: TestUser) => roleChangeOf(person, 'teacher', at(1)),
      (person: TestUser) => roleChangeOf(person, 'admin', at(2)),
    ];
    for (const order of [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ]) {
      const person = school.member();
      for (const index of order) await deliver(app, (events[index] as (typeof events)[0])(person));
      expect([order, await roleOf(person)]).toEqual([order, 'admin']);
    }
  });

  it('a token states the role until the first event about the role', async () => {
    const person = school.member();
    await school.call(readMe, { as: person });
    expect(await roleOf(person)).toBe('student');
    await school.call(readMe, { as: { ...person, role: 'teacher' } });
    expect(await roleOf(person)).toBe('teacher');
    await deliver(app, roleChangeOf(person, 'student'));
    await school.call(readMe, { as: { ...person, role: 'teacher' } });
    expect(await roleOf(person)).toBe('student');
  });

  it('concurrent additions and changes of the role leave no enrolment that does not fit', async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => school.known()));
    await Promise.all(
      people.flatMap((person) => [
        school.add(classId, [student(person)]),
        deliver(app, roleChangeOf(person, 'teacher')),
      ]),
    );
    expect(idsOf(await listOfClass())).toEqual([]);
  });
});

describe('listEnrolments and listClassEnrolments', () => {
  it('listEnrolments lists the caller’s own classes with their titles; only an admin sees another person', async () => {
    const { person, id } = await enrolled('student', 'student');
    const answer = await mine(person);
    expect(answer.body.items).toMatchObject([
      { id, classId, classTitle: 'Biology 7b', personName: 'Sam Lee', role: 'student', version: 1 },
    ]);
    expect((await mine(admin, { personId: person.userId })).body).toEqual(answer.body);
    const teacher = await enrolled('teacher', 'teacher');
    expect(codeOf(await mine(teacher.person, { personId: person.userId }))).toEqual([403, 'forbidden']);
    expect(idsOf(await mine(anAdminOfNewInstitution(), { personId: person.userId }))).toEqual([]);
  });

  it('listClassEnrolments lists by role and state, page by page, with names as inert text', async () => {
    const [one, two, three] = [
      await enrolled('student', 'student'),
      await enrolled('teacher', 'teacher'),
      await enrolled('student', 'student'),
    ];
    await school.call(changeMe, { as: one.person, body: { name: hostileMarkup } });
    expect(await collect((query) => listOfClass(two.person, query))).toEqual([three.id, two.id, one.id]);
    expect((await listOfClass()).text).not.toMatch(activeMarkup);
    expect(idsOf(await listOfClass(admin, { role: 'teacher' }))).toEqual([two.id]);
    await end(one.id);
    expect(idsOf(await listOfClass())).toEqual([three.id, two.id]);
    expect(idsOf(await listOfClass(admin, { state: 'ended' }))).toEqual([one.id]);
    expect(idsOf(await listOfClass(admin, { state: 'all' }))).toHaveLength(3);
  });
});

describe('endEnrolment', () => {
  it('endEnrolment ends today or later, moves an end earlier, never later, and repeats without effect', async () => {
    const { id, person } = await enrolled('student', 'student');
    expect((await end(id, { until: dayIn(30) })).body).toMatchObject({ until: dayIn(30), version: 2 });
    expect((await read(person)).status).toBe(200);
    expect(codeOf(await end(id, { until: dayIn(31) }))).toEqual([409, 'enrolment-ended']);
    expect(codeOf(await end(id, { until: dayIn(201) }))).toEqual([409, 'dates-outside-period']);
    expect((await end(id, { until: dayIn(-1) })).body.errors[0].pointer).toBe('/until');
    expect((await end(id)).body).toMatchObject({ until: dayIn(0), version: 3 });
    expect((await end(id)).body.version).toBe(3);
    expect(codeOf(await end(id, { until: dayIn(1) }))).toEqual([409, 'enrolment-ended']);
  });

  it('endEnrolment of an enrolment that has not begun leaves no day of it', async () => {
    const person = await school.known();
    const { body } = await school.add(classId, [student(person, { from: dayIn(9) })]);
    expect((await end(body.results[0].enrolmentId)).body).toMatchObject({ from: dayIn(9), until: dayIn(9) });
    expect(outcomes(await school.add(classId, [student(person, { from: dayIn(9) })]))).toEqual(['added']);
  });

  it('endEnrolment answers 404 for an enrolment that does not exist', async () => {
    expect(codeOf(await end(randomUUID()))).toEqual([404, 'enrolment-not-found']);
  });
});

describe('events', () => {
  let published: EventToPublish[];
  /** The use cases on the real database, with a list in the place of the outbox. */
  const world = () => ({
    ...app.deps.world,
    unitOfWork: app.deps.database.unitOfWork((em) => ({
      ...repositoriesOf(em),
      outbox: { publish: async (event: EventToPublish) => void published.push(event) },
    })),
  });
  const input = (given: object) => ({ principal: admin, params: { id: classId }, ...given }) as never;
  const lastVersions = () => published.map(({ type, data }) => [type, 'version' in data && data.version]);
  beforeEach(() => {
    published = [];
  });

  it('class.changed names the units from the root, and its version grows with each change', async () => {
    const { section, grade, school: schoolUnit, district, state } = await treeOf(app, admin).branch();
    const { courseId } = (await read(admin)).body;
    const body = { courseId, unitId: section, title: 'A class' };
    const { id } = await createClass(world())(input({ body }));
    const of = (given: object = {}) => input({ params: { id }, ...given });
    await changeClass(world())(of({ body: { title: 'New' } }));
    await archiveClass(world())(of());
    await archiveClass(world())(of());
    await restoreClass(world())(of());
    expect(published[0]).toMatchObject({ type: 'class.changed', subject: id, data: { archived: false } });
    const paths = published.map(({ data }) => 'unitPath' in data && data.unitPath);
    expect(paths).toEqual(
      Array(4).fill([state, district, schoolUnit, grade, section].map((unitId) => ({ unitId, version: 1 }))),
    );
    expect(lastVersions()).toEqual([1, 2, 3, 4].map((version) => ['class.changed', version]));
  });

  it('institution-time-zone.changed is published once for each change, with a growing version', async () => {
    for (const timeZone of ['Asia/Tokyo', 'Asia/Tokyo', 'Asia/Seoul'])
      await changeTimeZone(world())(input({ body: { timeZone } }));
    await changeTimeZone(world())(input({ body: { timeZone: 'UTC' } }));
    expect(published.map(({ type, data }) => [type, data])).toEqual(
      ['Asia/Tokyo', 'Asia/Seoul', 'UTC'].map((timeZone, at) => [
        'institution-time-zone.changed',
        { timeZone, version: at + 1 },
      ]),
    );
  });

  it('unit.moved also names the place of a new unit, and of no node of the curriculum', async () => {
    const { state } = await treeOf(app, admin).branch();
    const create = (tree: string, body: object) =>
      createNode(world())(
        input({ params: { tree }, body: { names: [{ locale: 'en', name: 'New' }], ...body } }),
      );
    const { id } = await create('organisation', { level: 'school', parentId: state });
    await create('curriculum', { level: 'framework' });
    expect(published).toEqual([
      {
        ...{ type: 'unit.moved', institutionId: admin.institutionId, subject: id },
        data: {
          ...{ unitId: id, version: 1 },
          unitPath: [state, id].map((unitId) => ({ unitId, version: 1 })),
        },
      },
    ]);
  });

  it('unit.moved names the new path and the version of each unit, for the organisation only', async () => {
    const [one, other] = [await treeOf(app, admin).branch('One'), await treeOf(app, admin).branch('Other')];
    const curriculum = treeOf(app, admin, 'curriculum');
    const subject = await curriculum.created({ level: 'subject' });
    const framework = await curriculum.created({ level: 'framework' });
    const move = (tree: string, id: string, parentId: string) =>
      moveNode(world())(input({ params: { tree, id }, body: { parentId, version: 1 } }));
    await move('organisation', one.school, other.district);
    await move('curriculum', subject.id, framework.id);
    const unitPath = [other.state, other.district, one.school].map((unitId, index) => ({
      unitId,
      version: index === 2 ? 2 : 1,
    }));
    expect(published).toEqual([
      {
        ...{ type: 'unit.moved', institutionId: admin.institutionId, subject: one.school },
        data: { unitId: one.school, unitPath, version: 2 },
      },
    ]);
  });

  it('enrolment.changed is published once for each change, with the days and a growing version', async () => {
    const person = await school.known();
    const body = { enrolments: [student(person), student(person)] };
    const [added] = await addEnrolments(world())(input({ body }));
    const id = added?.enrolmentId ?? '';
    for (const until of [dayIn(30), undefined, undefined])
      await endEnrolment(world())(input({ params: { id }, body: { until } }));
    expect(published[0]).toEqual({
      ...{ type: 'enrolment.changed', institutionId: admin.institutionId, subject: id },
      data: {
        ...{ enrolmentId: id, classId, personId: person.userId, role: 'student' },
        ...{ from: dayIn(0), until: null, version: 1 },
      },
    });
    expect(lastVersions()).toEqual([1, 2, 3].map((version) => ['enrolment.changed', version]));
  });

  it('sharing-policy.changed is published once for each change of the policy, with a growing version', async () => {
    for (const teachersShareWithInstitution of [false, false, true])
      await changeSharingPolicy(world())(input({ body: { teachersShareWithInstitution } }));
    expect(published.map(({ type, subject, data }) => ({ type, subject, ...data }))).toEqual(
      [false, true].map((teachersShareWithInstitution, at) => ({
        ...{ type: 'sharing-policy.changed', subject: admin.institutionId },
        ...{ teachersShareWithInstitution, version: at + 1 },
      })),
    );
  });

  it('unit-role.changed and guardian.changed are published once for each change, with a growing version', async () => {
    const [pupil, other] = [await school.known(), await school.known({ role: 'teacher' })];
    const unitId = await school.unit();
    const granting = input({ params: { id: unitId }, body: { personId: other.userId, role: 'admin' } });
    const role = await grantUnitRole(world())(granting);
    await grantUnitRole(world())(granting);
    for (const _ of [1, 2]) await endUnitRole(world())(input({ params: { id: role.id }, body: {} }));
    const linking = input({ params: { id: pupil.userId }, body: { guardianId: other.userId } });
    const link = await linkGuardian(world())(linking);
    await linkGuardian(world())(linking);
    for (const _ of [1, 2]) await endGuardianLink(world())(input({ params: { id: link.id } }));
    const roleData = { unitRoleId: role.id, unitId, personId: other.userId, role: 'admin', from: dayIn(0) };
    const linkData = { guardianLinkId: link.id, guardianId: other.userId, studentId: pupil.userId };
    const { institutionId } = admin;
    expect(published).toEqual([
      ...[null, dayIn(0)].map((until, index) => ({
        ...{ type: 'unit-role.changed', institutionId, subject: role.id },
        data: { ...roleData, until, version: index + 1 },
      })),
      ...[false, true].map((ended, index) => ({
        ...{ type: 'guardian.changed', institutionId, subject: link.id },
        data: { ...linkData, ended, version: index + 1 },
      })),
    ]);
  });

  it('user.role-changed publishes the end of enrolments, roles in units and guardian links that no longer fit', async () => {
    const { person, id } = await enrolled('student', 'student');
    const guardian = await school.known();
    const linking = { params: { id: person.userId }, body: { guardianId: guardian.userId } };
    const { id: linkId } = (await school.call(guardians.linkGuardian, linking)).body;
    await recordRole(world())(roleChangeOf(person, 'teacher'));
    const unitId = await school.unit();
    const { id: roleId } = (await school.grant(unitId, person)).body;
    const demotion = roleChangeOf(person, 'student');
    for (const _ of [1, 2]) await recordRole(world())(demotion);
    expect(published).toMatchObject([
      { subject: id, data: { until: dayIn(0), version: 2 } },
      { subject: linkId, data: { ended: true, version: 2 } },
      { subject: roleId, data: { until: dayIn(0), version: 2 } },
    ]);
    const { body } = await school.call(unitRoles.listOwnUnitRoles, { as: person });
    expect(body.items).toEqual([]);
  });

  it('user.deleted removes the roles in units and the guardian links, and publishes the end of those in force', async () => {
    const [pupil, person] = [await school.known(), await school.known({ role: 'teacher' })];
    const unitId = await school.unit();
    const { id: roleId } = (await school.grant(unitId, person)).body;
    const linking = { params: { id: pupil.userId }, body: { guardianId: person.userId } };
    const { id: linkId } = (await school.call(guardians.linkGuardian, linking)).body;
    await eraseProfile(world())({ ...deletionOf(person), occurredAt: new Date().toISOString() });
    expect(published).toMatchObject([
      { subject: linkId, data: { ended: true, version: 2 } },
      { subject: roleId, data: { until: dayIn(0), version: 2 } },
    ]);
    const rows =
      'select id from unit_role where person_id = $1 union all select id from guardian_link where guardian_id = $1';
    expect(await readRows(app.databaseUrl, rows, [person.userId])).toEqual([]);
    expect(codeOf(await school.grant(unitId, person))).toEqual([404, 'person-not-found']);
  });

  it('user.deleted removes all enrolments of the person, and publishes the end of those in force', async () => {
    const { person, id } = await enrolled('student', 'student');
    const past = await school.add(classId, [student(person, { from: dayIn(-50), until: dayIn(-40) })]);
    expect(outcomes(past)).toEqual(['added']);
    const other = await enrolled('student', 'student');
    await eraseProfile(world())({ ...deletionOf(person), occurredAt: new Date().toISOString() });
    expect(published).toMatchObject([{ subject: id, data: { until: dayIn(0), version: 2 } }]);
    expect(idsOf(await listOfClass(admin, { state: 'all' }))).toEqual([other.id]);
    expect(outcomes(await school.add(classId, [student(person)]))).toEqual(['person-not-found']);
  });

  it('user.deleted wins over concurrent additions of the person', async () => {
    const people = await Promise.all(Array.from({ length: 6 }, () => school.known()));
    await Promise.all(
      people.flatMap((person) => [school.add(classId, [student(person)]), deliver(app, deletionOf(person))]),
    );
    expect(idsOf(await listOfClass(admin, { state: 'all' }))).toEqual([]);
  });
});

describe('the sharing policy', () => {
  const head = anAdmin({ institutionId: crypto.randomUUID() });
  const { institutionId } = head;
  const readPolicy = (as: TestUser) => app.call(sharingPolicy.readSharingPolicy, { as });
  const changePolicy = (as: TestUser, body: unknown) =>
    app.call(sharingPolicy.changeSharingPolicy, { as, body });

  it('readSharingPolicy answers 200: teachers may share until an admin decides otherwise', async () => {
    const pupil = aStudent({ institutionId });
    expect((await readPolicy(pupil)).body).toEqual({
      ...{ teachersShareWithInstitution: true, version: 0, changedBy: null },
    });
    const changed = { teachersShareWithInstitution: false, version: 1, changedBy: head.userId };
    for (const _repeated of [1, 2])
      expect(await changePolicy(head, { teachersShareWithInstitution: false })).toMatchObject({
        ...{ status: 200, body: changed },
      });
    expect((await readPolicy(pupil)).body).toEqual(changed);
    expect((await readPolicy(anAdmin())).body).toMatchObject({ version: 0 });
  });

  it('changeSharingPolicy answers 403 to teachers and students', async () => {
    for (const as of [aTeacher({ institutionId }), aStudent({ institutionId })])
      expect((await changePolicy(as, { teachersShareWithInstitution: true })).status).toBe(403);
  });

  it('changeSharingPolicy answers 422 for a policy that is no yes or no', async () => {
    expect((await changePolicy(head, { teachersShareWithInstitution: 'maybe' })).status).toBe(422);
  });
});

describe('the time zone of an institution', () => {
  const head = anAdmin({ institutionId: crypto.randomUUID() });
  const { institutionId } = head;
  const readZone = (as: TestUser) => app.call(institutionTimeZone.readInstitutionTimeZone, { as });
  const changeZone = (as: TestUser, body: unknown) =>
    app.call(institutionTimeZone.changeInstitutionTimeZone, { as, body });

  it('readInstitutionTimeZone answers 200: UTC until an admin decides otherwise', async () => {
    const pupil = aStudent({ institutionId });
    const none = { timeZone: 'UTC', version: 0, changedBy: null };
    expect((await readZone(pupil)).body).toEqual(none);
    expect((await changeZone(head, { timeZone: 'UTC' })).body).toEqual(none);
    const changed = { timeZone: 'Europe/Berlin', version: 1, changedBy: head.userId };
    for (const _repeated of [1, 2])
      expect(await changeZone(head, { timeZone: 'Europe/Berlin' })).toMatchObject({
        ...{ status: 200, body: changed },
      });
    expect((await readZone(pupil)).body).toEqual(changed);
    expect((await changeZone(head, { timeZone: 'UTC' })).body).toMatchObject({ timeZone: 'UTC', version: 2 });
    expect((await readZone(anAdmin())).body).toEqual(none);
  });

  it('changeInstitutionTimeZone answers 403 to teachers and students', async () => {
    for (const as of [aTeacher({ institutionId }), aStudent({ institutionId })])
      expect((await changeZone(as, { timeZone: 'Europe/Berlin' })).status).toBe(403);
  });

  it('changeInstitutionTimeZone answers 422 for a name that is no IANA time zone', async () => {
    for (const timeZone of ['Mars/Olympus', '+02:00', '', 'europe/berlin'])
      expect((await changeZone(head, { timeZone })).status).toBe(422);
  });
});
