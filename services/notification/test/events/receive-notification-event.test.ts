import { randomUUID } from 'node:crypto';
import { publishers } from '@ai-teacher/contracts/event-delivery.ts';
import type { EventEnvelope } from '@ai-teacher/contracts/events.ts';
import { receiveNotificationEvent } from '@ai-teacher/contracts/notification/events.ts';
import { activeMarkup, hostileMarkup } from '@ai-teacher/test-kit/app/hostile-text.ts';
import { anAdmin, aStudent, aTeacher, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  deletionOf,
  deliver,
  documentReady,
  event,
  examPublished,
  notificationsOf,
  registrationOf,
} from '../builders.ts';
import { settled, startNotificationApp, type TestNotificationApp } from '../notification-app.ts';

let app: TestNotificationApp;
beforeAll(async () => {
  app = await startNotificationApp();
});
afterAll(() => app.close());

const personal: [string, (user: TestUser) => EventEnvelope, string][] = [
  ['document.ready', (user) => documentReady(user), 'documentId'],
  [
    'document.failed',
    ({ userId: ownerId }) =>
      event('document.failed', {
        documentId: randomUUID(),
        ownerId,
        title: 'Scan',
        status: 'no_text',
        problem: 'The pages are pictures.',
      }),
    'documentId',
  ],
  [
    'attempt.graded',
    ({ userId: studentId }) =>
      event('attempt.graded', {
        attemptId: randomUUID(),
        examId: randomUUID(),
        studentId,
        title: 'Rivers',
        score: 4,
        maxScore: 5,
      }),
    'attemptId',
  ],
  [
    'appeal.decided',
    ({ userId: studentId }) =>
      event('appeal.decided', {
        ...{ appealId: randomUUID(), attemptId: randomUUID(), examId: randomUUID(), studentId },
        ...{ title: 'Rivers', status: 'changed', score: 1, maxScore: 2 },
      }),
    'attemptId',
  ],
  [
    'security.alert',
    ({ userId }) => event('security.alert', { userId, kind: 'refresh-token-reused' }),
    'userId',
  ],
];

describe('receiveNotificationEvent 204: titles of documents', () => {
  it('a hostile title, with a NUL too, becomes an inert notification', async () => {
    const owner = aTeacher();
    const { data, ...envelope } = documentReady(owner);
    const title = `${hostileMarkup}\u0000\ud800\u202e`;
    expect((await deliver(app, { ...envelope, data: { ...data, title } } as EventEnvelope)).status).toBe(204);
    const [received] = await notificationsOf(app, owner);
    expect(received?.title).toMatch(/^“Cells ! \[x\] .* ‹img src=x onerror=alert\(1\)> .*” is ready$/);
    expect(JSON.stringify(received)).not.toMatch(activeMarkup);
  });
});

const titlesOf = async (user: TestUser) => (await notificationsOf(app, user)).map(({ title }) => title);

describe('receiveNotificationEvent 204: document.deleted and document.hidden', () => {
  const lost = (type: 'document.deleted' | 'document.hidden', documentId: string, owner: TestUser) => ({
    ...event(type, { documentId }),
    subject: owner.userId,
  });

  it('document.deleted removes the title of the document from the notifications about it', async () => {
    const owner = aTeacher();
    const [gone, stays] = [
      documentReady(owner, { title: 'Secret' }),
      documentReady(owner, { title: 'Open' }),
    ];
    for (const given of [gone, stays]) await deliver(app, given);
    await deliver(app, lost('document.deleted', gone.data.documentId, owner));
    expect((await titlesOf(owner)).toSorted()).toEqual([
      'A document is no longer available',
      '“Open” is ready',
    ]);
    const rows = await readRows(app.databaseUrl, 'select from notification where notification::text ~ $1', [
      'Secret',
    ]);
    expect(rows).toEqual([]);
    const codes = (await notificationsOf(app, owner)).map(({ codedText }) => codedText);
    expect(codes).toEqual(
      expect.arrayContaining([{ code: 'document-forgotten' }, expect.objectContaining({ name: 'Open' })]),
    );
  });

  it('a process of the previous version removes the title from the values of the text as well', async () => {
    const owner = aTeacher();
    const ready = documentReady(owner, { title: 'Hidden secret' });
    await deliver(app, ready);
    expect((await notificationsOf(app, owner))[0]?.codedText).toMatchObject({ name: 'Hidden secret' });
    await readRows(
      app.databaseUrl,
      "update notification set title = 'Gone', body = 'Gone' where subject = $1 and type like 'document.%'",
      [ready.data.documentId],
    );
    const [left] = await notificationsOf(app, owner);
    expect(left?.title).toBe('Gone');
    expect(left?.codedText).toBeUndefined();
    expect(
      await readRows(app.databaseUrl, 'select coded_text from notification where subject = $1', [
        ready.data.documentId,
      ]),
    ).toEqual([{ coded_text: null }]);
  });

  it('a notification that the previous version stored is listed without codedText', async () => {
    const owner = aTeacher();
    const ready = documentReady(owner);
    await deliver(app, ready);
    await readRows(app.databaseUrl, 'update notification set coded_text = null where subject = $1', [
      ready.data.documentId,
    ]);
    const [old] = await notificationsOf(app, owner);
    expect(old).toMatchObject({ title: '“Land and sky” is ready' });
    expect(old).not.toHaveProperty('codedText');
  });

  it('document.deleted also holds for an event about the document that is delivered later', async () => {
    const owner = aTeacher();
    const ready = documentReady(owner, { title: 'Late secret' });
    await deliver(app, lost('document.deleted', ready.data.documentId, owner));
    await deliver(app, ready);
    expect(await titlesOf(owner)).toEqual(['A document is no longer available']);
  });

  it('document.hidden leaves the title to the owner', async () => {
    const owner = aTeacher();
    const ready = documentReady(owner, { title: 'Mine' });
    await deliver(app, ready);
    await deliver(app, lost('document.hidden', ready.data.documentId, owner));
    expect(await titlesOf(owner)).toEqual(['“Mine” is ready']);
  });
});

describe.each([
  [
    'admin.added' as const,
    (userId: string, around: { institutionId: string }) =>
      event('admin.added', { userId, name: 'Ada' }, around),
    '“Ada” is now an administrator',
  ],
  [
    'registration-policy.changed' as const,
    (userId: string, around: { institutionId: string }) =>
      event('registration-policy.changed', { userId, name: 'Ada', policy: 'open' }, around),
    '“Ada” changed who may register',
  ],
])('receiveNotificationEvent 204: %s', (_, eventAbout, title) => {
  it('notifies every other admin of the institution once, and no other person', async () => {
    const institutionId = randomUUID();
    const admins = [anAdmin({ institutionId }), anAdmin({ institutionId })];
    const acting = anAdmin({ institutionId });
    const others = [aTeacher({ institutionId }), anAdmin({ institutionId: randomUUID() }), acting];
    for (const person of [...admins, ...others]) await deliver(app, registrationOf(person));
    const given = eventAbout(acting.userId, { institutionId });
    for (let time = 0; time < 2; time += 1) expect((await deliver(app, given)).status).toBe(204);
    for (const admin of admins) expect(await titlesOf(admin)).toEqual([title]);
    for (const person of others) expect(await titlesOf(person)).toEqual([]);
  });

  it.each(['before', 'after'])(
    'the name of an erased account leaves it, when the erasure comes %s it',
    async (order) => {
      const institutionId = randomUUID();
      const admin = anAdmin({ institutionId });
      const acting = anAdmin({ institutionId });
      for (const person of [admin, acting]) await deliver(app, registrationOf(person));
      const events = [eventAbout(acting.userId, { institutionId }), deletionOf(acting)];
      for (const given of order === 'after' ? events : events.toReversed())
        expect((await deliver(app, given)).status).toBe(204);
      const [notice, ...more] = await notificationsOf(app, admin);
      expect(more).toEqual([]);
      expect(notice).toMatchObject({ codedText: { code: 'account-forgotten' }, subject: acting.userId });
      const rows = await readRows(app.databaseUrl, 'select * from notification where institution_id = $1', [
        institutionId,
      ]);
      expect(JSON.stringify(rows)).not.toContain('Ada');
    },
  );
});

describe('receiveNotificationEvent 204: attempt.graded and guardians', () => {
  it('notifies each present guardian of the student once, with a text for guardians, and no other guardian', async () => {
    const [student, guardian, former, deleted, stranger] = Array.from({ length: 5 }, () => aStudent()) as [
      TestUser,
      TestUser,
      TestUser,
      TestUser,
      TestUser,
    ];
    const link = (of: TestUser, studentId: string, ended = false) =>
      event('guardian.changed', {
        ...{ guardianLinkId: randomUUID(), guardianId: of.userId, studentId, ended, version: 1 },
      });
    for (const fact of [
      link(guardian, student.userId),
      link(former, student.userId, true),
      link(deleted, student.userId),
      link(stranger, randomUUID()),
    ])
      expect((await deliver(app, fact)).status).toBe(204);
    await deliver(app, deletionOf(deleted));
    const graded = event('attempt.graded', {
      ...{ attemptId: randomUUID(), examId: randomUUID(), studentId: student.userId },
      ...{ title: 'Rivers', score: 4, maxScore: 5 },
    });
    for (let time = 0; time < 2; time += 1) expect((await deliver(app, graded)).status).toBe(204);
    expect(await notificationsOf(app, guardian)).toMatchObject([
      {
        title: '“Rivers” is marked',
        body: 'A student in your care scored 4 of 5 points. You can now see the results.',
        codedText: { code: 'attempt-graded-guardian', name: 'Rivers', score: 4, maxScore: 5 },
        subject: graded.data.attemptId,
      },
    ]);
    expect(await notificationsOf(app, student)).toHaveLength(1);
    for (const person of [former, deleted, stranger]) expect(await notificationsOf(app, person)).toEqual([]);
  });

  it('user.deleted erases the results of a student from the notifications of the guardians, and no others', async () => {
    const around = { institutionId: randomUUID() };
    const [leaver, stayer, guardian] = [aStudent(around), aStudent(around), aStudent(around)];
    for (const { userId: studentId } of [leaver, stayer]) {
      const facts = { guardianLinkId: randomUUID(), guardianId: guardian.userId, studentId, ended: false };
      await deliver(app, event('guardian.changed', { ...facts, version: 1 }, around));
      await deliver(
        app,
        event(
          'attempt.graded',
          {
            ...{ attemptId: randomUUID(), examId: randomUUID(), studentId, title: 'Rivers' },
            ...{ score: 4, maxScore: 5 },
          },
          around,
        ),
      );
    }
    const published = examPublished(around);
    for (const person of [leaver, guardian]) await deliver(app, registrationOf(person));
    await deliver(app, published);
    await settled(app.databaseUrl);
    expect(await notificationsOf(app, guardian)).toHaveLength(3);
    await deliver(app, deletionOf(leaver));
    const [ofStayer] = await notificationsOf(app, stayer);
    const left = await notificationsOf(app, guardian);
    expect(left.map(({ subject }) => subject).toSorted()).toEqual(
      [ofStayer?.subject, published.data.examId].toSorted(),
    );
  });
});

describe('receiveNotificationEvent 429', () => {
  it('exam.published above the daily limit of its teacher is refused until the next day, others are not', async () => {
    const limited = await startNotificationApp({ variables: { MAX_ANNOUNCEMENTS_PER_DAY: '2' } });
    try {
      const published = (teacherId: string) => ({
        ...examPublished(),
        data: { ...examPublished().data, teacherId },
      });
      const teacher = randomUUID();
      const events = Array.from({ length: 5 }, () => published(teacher));
      const answers = await Promise.all(events.map((given) => deliver(limited, given)));
      const refused = answers.filter(({ status }) => status === 429);
      expect([answers.length - refused.length, refused.length]).toEqual([2, 3]);
      expect(refused[0]?.body.code).toBe('too-many-announcements');
      expect(Number(refused[0]?.headers['retry-after'])).toBeLessThanOrEqual(86_400);
      const accepted = events.find((_, index) => answers[index]?.status === 204);
      expect((await deliver(limited, accepted as EventEnvelope)).status).toBe(204);
      expect((await deliver(limited, published(randomUUID()))).status).toBe(204);
      await readRows(limited.databaseUrl, "update announcement set stored_at = stored_at - interval '1 day'");
      const again = events.find((_, index) => answers[index]?.status === 429);
      expect((await deliver(limited, again as EventEnvelope)).status).toBe(204);
    } finally {
      await limited.close();
    }
  });
});

describe.each(personal)('receiveNotificationEvent 204: %s', (type, eventFor, subject) => {
  it(`${type} notifies only its own person, whether the person is known or not`, async () => {
    const [known, unknown, other] = [aStudent(), aStudent(), aStudent()];
    for (const user of [known, other]) await deliver(app, registrationOf(user));
    for (const user of [known, unknown]) {
      const given = eventFor(user);
      expect((await deliver(app, given)).status).toBe(204);
      const received = await notificationsOf(app, user);
      expect(received).toMatchObject([{ type, subject: (given.data as Record<string, unknown>)[subject] }]);
    }
    expect(await notificationsOf(app, other)).toEqual([]);
  });

  it(`${type} creates one notification when deliveries are repeated and concurrent`, async () => {
    const user = aStudent();
    const given = eventFor(user);
    const answers = await Promise.all(Array.from({ length: 10 }, () => deliver(app, given)));
    answers.push(await deliver(app, given));
    expect(answers.map(({ status }) => status)).toEqual(Array(11).fill(204));
    expect(await notificationsOf(app, user)).toHaveLength(1);
  });

  it(`${type} creates no notification for a deleted account`, async () => {
    const user = aStudent();
    await deliver(app, deletionOf(user));
    expect((await deliver(app, eventFor(user))).status).toBe(204);
    expect(
      await readRows(app.databaseUrl, 'select from notification where person_id = $1', [user.userId]),
    ).toEqual([]);
  });
});

describe('receiveNotificationEvent 204: two events with the same subject', () => {
  it('two events about one document create two notifications', async () => {
    const teacher = aTeacher();
    await deliver(app, documentReady(teacher));
    await deliver(app, documentReady(teacher));
    expect(await notificationsOf(app, teacher)).toHaveLength(2);
  });
});

describe('receiveNotificationEvent 204: user.deleted', () => {
  it('user.deleted erases the notifications and the membership of its person only', async () => {
    const institutionId = randomUUID();
    const [leaver, stayer] = [aStudent({ institutionId }), aStudent({ institutionId })];
    for (const user of [leaver, stayer]) {
      await deliver(app, registrationOf(user));
      await deliver(app, documentReady(user));
    }
    const gone = deletionOf(leaver);
    expect((await deliver(app, gone)).status).toBe(204);
    expect((await deliver(app, gone)).status).toBe(204);
    await deliver(app, examPublished({ institutionId }));
    await settled(app.databaseUrl);
    expect(await notificationsOf(app, leaver)).toEqual([]);
    expect(await notificationsOf(app, stayer)).toHaveLength(2);
    expect(
      await readRows(app.databaseUrl, 'select role, registered_at from member where user_id = $1', [
        leaver.userId,
      ]),
    ).toEqual([{ role: null, registered_at: null }]);
  });

  it('user.deleted stays in effect when the registration arrives later', async () => {
    const institutionId = randomUUID();
    const leaver = aStudent({ institutionId });
    await deliver(app, deletionOf(leaver));
    await deliver(app, registrationOf(leaver));
    await deliver(app, examPublished({ institutionId }));
    await settled(app.databaseUrl);
    expect(await notificationsOf(app, leaver)).toEqual([]);
  });

  it('user.deleted wins over concurrent notifications', async () => {
    const institutionId = randomUUID();
    const leavers = Array.from({ length: 6 }, () => aStudent({ institutionId }));
    for (const user of leavers) await deliver(app, registrationOf(user));
    await Promise.all([
      deliver(app, examPublished({ institutionId })),
      ...leavers.flatMap((user) => [
        deliver(app, documentReady(user)),
        deliver(app, deletionOf(user)),
        deliver(app, documentReady(user)),
      ]),
    ]);
    await settled(app.databaseUrl);
    expect(
      await readRows(app.databaseUrl, 'select from notification where institution_id = $1', [institutionId]),
    ).toEqual([]);
  });
});

describe('receiveNotificationEvent 401', () => {
  it.each(['auth', 'rag', 'exam'] as const)(
    'receiveNotificationEvent answers 401 when %s sends the events of another service',
    async (from) => {
      const user = aStudent();
      await deliver(app, documentReady(user));
      const foreign = [
        documentReady(user),
        examPublished(),
        event('security.alert', { userId: user.userId, kind: 'refresh-token-reused' }),
        deletionOf(user),
      ].filter(({ type }) => publishers[type] !== from);
      for (const body of foreign) {
        const answer = await app.call(receiveNotificationEvent, { from, body });
        expect({ status: answer.status, code: answer.body.code }).toEqual({
          status: 401,
          code: 'peer-not-allowed',
        });
      }
      expect(await notificationsOf(app, user)).toHaveLength(1);
    },
  );
});

describe('receiveNotificationEvent 422', () => {
  it('receiveNotificationEvent answers 422 to an event of an unknown type or shape', async () => {
    const teacher = aTeacher();
    const given = documentReady(teacher);
    for (const body of [
      { ...given, type: 'document.eaten' },
      { ...given, data: { ...given.data, ownerId: 'everybody' } },
      { ...given, data: { ...given.data, note: 'more' } },
      { ...given, occurredAt: 'yesterday' },
    ]) {
      const answer = await app.call(receiveNotificationEvent, { from: 'rag', body });
      expect({ status: answer.status, code: answer.body.code }).toEqual({
        status: 422,
        code: 'input-invalid',
      });
    }
    expect(await notificationsOf(app, teacher)).toEqual([]);
  });
});
