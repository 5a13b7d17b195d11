import { randomUUID } from 'node:crypto';
import type { AccessFact } from '@ai-teacher/contracts/access/access-facts.ts';
import { listFacts, readFactDigests } from '@ai-teacher/contracts/access/fact-exchange.ts';
import { listNotifications } from '@ai-teacher/contracts/notification/inbox.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { TestResponse } from '@ai-teacher/test-kit/app/app-client.ts';
import { anAdmin, aStudent, aTeacher, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import {
  answering,
  type MeshStandIn,
  startMeshStandIn,
} from '@ai-teacher/test-kit/stand-ins/mesh-stand-in.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { announcementJobs } from '../../src/jobs/announcements.ts';
import {
  aClassIn,
  at,
  deletionOf,
  deliver,
  enrolmentOf,
  event,
  examPublished,
  notificationsOf,
  registrationOf,
} from '../builders.ts';
import { settled, startNotificationApp, type TestNotificationApp } from '../notification-app.ts';

let app: TestNotificationApp;
let mesh: MeshStandIn;
/** The answer of user about the facts of an institution. */
const imported = new Map<string, readonly AccessFact[]>();
const importedIn = (institutionId: string | undefined): readonly AccessFact[] => {
  const facts = imported.get(institutionId ?? '');
  if (facts === undefined) throw new Problem('upstream-unavailable');
  return facts;
};
const idOf = (fact: AccessFact): string =>
  fact.kind === 'class' ? fact.classId : fact.kind === 'enrolment' ? fact.enrolmentId : '';

beforeAll(async () => {
  mesh = await startMeshStandIn([
    answering(readFactDigests, ({ body: { group, institutionId } }) => ({
      items: importedIn(institutionId)
        .filter((fact) => idOf(fact).startsWith(group))
        .map((fact) => ({ kind: fact.kind, bucket: idOf(fact).slice(0, 3), count: 1, hash: 'other' })),
    })),
    answering(listFacts, ({ body: { kind, bucket, institutionId } }) => ({
      items: importedIn(institutionId).filter((fact) => fact.kind === kind && idOf(fact).startsWith(bucket)),
      next: null,
    })),
  ]);
  app = await startNotificationApp({ meshUrl: mesh.url });
});
afterAll(async () => {
  await app.close();
  await mesh.close();
});

const enrol = async (institutionId: string, make: (given: Partial<TestUser>) => TestUser, time = '08:00') => {
  const user = make({ institutionId });
  await deliver(app, registrationOf(user, at(time)));
  return user;
};
const enrolMany = (institutionId: string, count: number) =>
  readRows(
    app.databaseUrl,
    `insert into member (user_id, institution_id, role, registered_at)
     select gen_random_uuid(), $1, 'student', $2 from generate_series(1, $3) returning user_id`,
    [institutionId, at('08:00'), count],
  );
const countNotifications = async (institutionId: string) => {
  const [row] = await readRows(
    app.databaseUrl,
    `select count(*)::int as notifications, count(distinct person_id)::int as people
     from notification where institution_id = $1`,
    [institutionId],
  );
  return row;
};

describe('a published exam', () => {
  it('a published exam notifies every student of its institution once, and no other user', async () => {
    const institutionId = randomUUID();
    const student = await enrol(institutionId, aStudent);
    const others = [
      await enrol(institutionId, aTeacher),
      await enrol(institutionId, anAdmin),
      await enrol(randomUUID(), aStudent),
    ];
    const published = examPublished({ institutionId, title: 'Rivers' });
    await Promise.all(Array.from({ length: 5 }, () => deliver(app, published)));
    await settled(app.databaseUrl);
    expect(await notificationsOf(app, student)).toMatchObject([
      {
        type: 'exam.published',
        title: '“Rivers” is published',
        subject: published.data.examId,
        createdAt: published.occurredAt,
      },
    ]);
    for (const other of others) expect(await notificationsOf(app, other)).toEqual([]);
  });

  it('a published exam does not notify students who registered later, whatever the order of delivery', async () => {
    const institutionId = randomUUID();
    const deliveredBefore = await enrol(institutionId, aStudent, '09:01');
    await deliver(app, examPublished({ institutionId, occurredAt: at('09:00') }));
    const deliveredAfter = await enrol(institutionId, aStudent, '09:01');
    await settled(app.databaseUrl);
    expect(await notificationsOf(app, deliveredBefore)).toEqual([]);
    expect(await notificationsOf(app, deliveredAfter)).toEqual([]);
  });

  it('a published exam notifies a registered student whose registration event arrives later', async () => {
    const institutionId = randomUUID();
    for (const title of ['Rivers', 'Hills'])
      await deliver(app, examPublished({ institutionId, title, occurredAt: at('09:00') }));
    await settled(app.databaseUrl);
    const student = await enrol(institutionId, aStudent, '08:59');
    await settled(app.databaseUrl);
    expect((await notificationsOf(app, student)).map(({ title }) => title).sort()).toEqual([
      '“Hills” is published',
      '“Rivers” is published',
    ]);
  });

  it('a published exam notifies students once when their registration events arrive concurrently', async () => {
    const institutionId = randomUUID();
    const students = Array.from({ length: 20 }, () => aStudent({ institutionId }));
    await Promise.all([
      ...students.map((student) => deliver(app, registrationOf(student, at('08:00')))),
      deliver(app, examPublished({ institutionId })),
    ]);
    await settled(app.databaseUrl);
    expect(await countNotifications(institutionId)).toEqual({ notifications: 20, people: 20 });
  });

  it('a published exam does not notify a student who is deleted during the batch', async () => {
    const institutionId = randomUUID();
    const [leaver, stayer] = [await enrol(institutionId, aStudent), await enrol(institutionId, aStudent)];
    const published = examPublished({ institutionId });
    // An uncommitted row of the same event and person makes the batch wait in the middle of its work.
    const blocker = new pg.Client({ connectionString: app.databaseUrl });
    await blocker.connect();
    await blocker.query('begin');
    await blocker.query(
      `insert into notification (id, event_id, person_id, institution_id, type, title, body, subject, created_at)
       values (gen_random_uuid(), $1, $2, $3, 'exam.published', '', '', gen_random_uuid(), now())`,
      [published.id, stayer.userId, institutionId],
    );
    await deliver(app, published);
    await waitForBlocked(app.databaseUrl, 'insert into notification');
    const deletion = deliver(app, deletionOf(leaver));
    await Promise.race([deletion, waitForBlocked(app.databaseUrl, 'insert into member')]);
    await blocker.query('rollback');
    await blocker.end();
    await deletion;
    await settled(app.databaseUrl);
    expect(await notificationsOf(app, stayer)).toHaveLength(1);
    expect(await countNotifications(institutionId)).toEqual({ notifications: 1, people: 1 });
  });

  it('catchUp notifies a student of more exams than fit into one transaction', async () => {
    const institutionId = randomUUID();
    await readRows(
      app.databaseUrl,
      `insert into announcement (event_id, institution_id, type, title, body, subject, occurred_at, audience)
       select gen_random_uuid(), $1, 'exam.published', 'Old', '', gen_random_uuid(), $2,
         array['institution:' || $1::uuid] from generate_series(1, 230)`,
      [institutionId, at('09:00')],
    );
    await enrol(institutionId, aStudent, '08:00');
    await settled(app.databaseUrl);
    expect(await countNotifications(institutionId)).toEqual({ notifications: 230, people: 1 });
  });

  it('a student who waits for a catch-up job gets no second one', async () => {
    const { userId } = aStudent();
    const waiting = await app.deps.database
      .unitOfWork((em) => em)
      .run(async (em) => {
        for (const _ of ['an announcement', 'another one']) await announcementJobs(em).catchUp({ userId });
        return em.execute(
          "select from graphile_worker._private_jobs where payload -> 'data' ->> 'userId' = ?",
          [userId],
        );
      });
    expect(waiting).toHaveLength(1);
  });

  it('notifyStudents notifies 10 000 students once, 500 per transaction, while the service answers', async () => {
    const institutionId = randomUUID();
    await enrolMany(institutionId, 10_000);
    const reader = await enrol(institutionId, aStudent);
    await deliver(app, examPublished({ institutionId }));
    const end = settled(app.databaseUrl).then(() => 'settled' as const);
    const statuses = new Set<number>();
    let answer: TestResponse | 'settled';
    do {
      answer = await Promise.race([app.call(listNotifications, { as: reader }), end]);
      if (answer !== 'settled') statuses.add(answer.status);
    } while (answer !== 'settled');
    expect([...statuses]).toEqual([200]);
    expect(await countNotifications(institutionId)).toEqual({ notifications: 10_001, people: 10_001 });
    const [largest] = await readRows(
      app.databaseUrl,
      `select max(rows)::int as rows from (
         select count(*) as rows from notification where institution_id = $1 group by xmin)`,
      [institutionId],
    );
    expect(largest).toEqual({ rows: 500 });
  }, 90_000);
});

describe('an exam that is assigned to classes', () => {
  const titlesOf = async (user: TestUser) => (await notificationsOf(app, user)).map(({ title }) => title);
  const title = '“Rivers” is published';

  it('notifies the present students of these classes, and no person of another class or institution', async () => {
    const institutionId = randomUUID();
    const [given, other] = [aClassIn(institutionId), aClassIn(institutionId)];
    const { classId } = given.data;
    const [student, left, foreign, none] = [
      await enrol(institutionId, aStudent),
      await enrol(institutionId, aStudent),
      await enrol(institutionId, aStudent),
      await enrol(institutionId, aStudent),
    ];
    const teacher = await enrol(institutionId, aTeacher);
    const elsewhere = await enrol(randomUUID(), aStudent);
    for (const fact of [
      ...[given, other, enrolmentOf(student, classId), enrolmentOf(foreign, other.data.classId)],
      enrolmentOf(left, classId, { until: '2021-01-01' }),
      enrolmentOf(teacher, classId, { role: 'teacher' }),
      enrolmentOf(elsewhere, classId),
    ])
      expect((await deliver(app, fact)).status).toBe(204);
    await deliver(app, examPublished({ institutionId, audience: [{ classId }] }));
    await settled(app.databaseUrl);
    expect(await titlesOf(student)).toEqual([title]);
    for (const person of [left, foreign, none, teacher, elsewhere])
      expect(await titlesOf(person)).toEqual([]);
  });

  it('notifies the students of all classes below a unit once, also of several announced units', async () => {
    const institutionId = randomUUID();
    const given = aClassIn(institutionId);
    const [school = '', grade = ''] = given.data.unitPath.map(({ unitId }) => unitId);
    const student = await enrol(institutionId, aStudent);
    await deliver(app, given);
    await deliver(app, enrolmentOf(student, given.data.classId));
    const audience = [{ unitId: school }, { unitId: grade }, { classId: given.data.classId }];
    await deliver(app, examPublished({ institutionId, audience }));
    await settled(app.databaseUrl);
    expect(await titlesOf(student)).toEqual([title]);
  });

  it('notifies students whose registration, enrolment, class or unit arrives later, in any order, once', async () => {
    const institutionId = randomUUID();
    const given = aClassIn(institutionId);
    const { classId, unitPath } = given.data;
    const unitId = unitPath[0]?.unitId ?? '';
    const students = Array.from({ length: 4 }, () => aStudent({ institutionId }));
    const facts = students.map((student) => [
      registrationOf(student, at('08:00')),
      enrolmentOf(student, classId),
    ]);
    const audiences = [[{ classId }], [{ unitId }]];
    for (const audience of audiences) await deliver(app, examPublished({ institutionId, audience }));
    await settled(app.databaseUrl);
    const [first = [], second = [], third = [], fourth = []] = facts;
    for (const fact of [...first, ...second.toReversed(), given, ...third, ...fourth.toReversed()])
      expect((await deliver(app, fact)).status).toBe(204);
    await settled(app.databaseUrl);
    expect(await Promise.all(students.map(titlesOf))).toEqual(students.map(() => [title, title]));
  });

  it('notifies students whom an import enrolled, as after a single enrolment, and none twice', async () => {
    const institutionId = randomUUID();
    const [classId, unitId] = [randomUUID(), randomUUID()];
    for (const audience of [[{ classId }], [{ unitId }]])
      await deliver(app, examPublished({ institutionId, audience }));
    await deliver(app, examPublished({ institutionId, audience: [{ classId }], closesAt: at('12:00') }));
    const [early, late, foreign] = [
      await enrol(institutionId, aStudent),
      await enrol(institutionId, aStudent),
      await enrol(institutionId, aStudent),
    ];
    await settled(app.databaseUrl);
    const common = { institutionId, version: 1 };
    const days = { from: '2020-01-01', until: '2099-01-01' };
    const enrolmentFact = ({ userId: personId }: TestUser, from: string): AccessFact => ({
      ...({ kind: 'enrolment', role: 'student' } as const),
      ...{ enrolmentId: randomUUID(), classId, personId, ...common, from, until: null },
    });
    imported.set(institutionId, [
      { kind: 'class', classId, unitId, ...days, archived: false, ...common },
      enrolmentFact(early, '2026-03-02'),
      enrolmentFact(late, '2026-03-03'),
    ]);
    for (let time = 0; time < 2; time += 1) {
      const data = { institutionId, rosterId: randomUUID(), appliedAt: at('13:00') };
      expect((await deliver(app, event('roster.applied', data, { institutionId }))).status).toBe(204);
      await settled(app.databaseUrl);
      expect(await titlesOf(early)).toEqual([title, title]);
      for (const person of [late, foreign]) expect(await titlesOf(person)).toEqual([]);
    }
  });

  it('does not notify a late student of an exam before the enrolment or of an exam that has closed', async () => {
    const institutionId = randomUUID();
    const given = aClassIn(institutionId);
    const { classId } = given.data;
    await deliver(app, given);
    const audience = [{ classId }];
    await deliver(app, examPublished({ institutionId, audience }));
    await deliver(app, examPublished({ institutionId, audience, closesAt: at('12:00') }));
    // Jobs that run after the enrolments would find present students of the class.
    await settled(app.databaseUrl);
    const [joinedLater, joinedEarlier] = [
      await enrol(institutionId, aStudent),
      await enrol(institutionId, aStudent),
    ];
    await deliver(app, enrolmentOf(joinedLater, classId, { from: '2026-03-03' }));
    await deliver(app, enrolmentOf(joinedEarlier, classId, { from: '2026-03-02' }));
    await settled(app.databaseUrl);
    expect(await titlesOf(joinedLater)).toEqual([]);
    expect(await titlesOf(joinedEarlier)).toEqual([title]);
  });
});
