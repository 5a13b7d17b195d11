import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { followNotifications } from '@ai-teacher/contracts/notification/inbox.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { noteAnswer } from '@ai-teacher/test-kit/app/answer-log.ts';
import { testCertificates } from '@ai-teacher/test-kit/identity/certificates.ts';
import { accessToken, aStudent, aTeacher, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { deliver, documentReady, examPublished, notificationsOf, registrationOf } from '../builders.ts';
import { startNotificationApp, type TestNotificationApp } from '../notification-app.ts';

const ended = new Set<string>();
let app: TestNotificationApp;
let replica: TestNotificationApp;
beforeAll(async () => {
  app = await startNotificationApp({ isSessionEnded: async (id) => ended.has(id) });
  replica = await startNotificationApp({ databaseUrl: app.databaseUrl });
});
afterAll(async () => {
  await replica.close();
  await app.close();
});

type Event = {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: { id: string; title: string };
};
const open: IncomingMessage[] = [];
afterEach(() => {
  for (const stream of open.splice(0)) stream.destroy();
});

/** A stream of a person at one of the processes, and the events that it has received. */
const follow = async (
  as: TestUser,
  { at = app, last }: { at?: TestNotificationApp; last?: string | undefined } = {},
) => {
  const { ca, cert, key } = (await testCertificates()).identity('gateway');
  const outgoing = request({
    ...{ host: '127.0.0.1', port: at.port, path: followNotifications.path, ca, cert, key },
    checkServerIdentity: () => undefined,
    headers: {
      authorization: `Bearer ${await accessToken(as)}`,
      'x-user-id': as.userId,
      'x-user-role': as.role,
      ...(last === undefined ? {} : { 'last-event-id': last }),
    },
  }).end();
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  open.push(answer);
  noteAnswer(followNotifications.operationId, answer.statusCode ?? 0, undefined);
  let text = '';
  answer.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  answer.on('error', () => undefined);
  const events = (): Event[] =>
    text.split('\n\n').flatMap((block) => {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
      const event = field('event');
      return event === undefined ? [] : [{ id: field('id'), event, data: JSON.parse(field('data') ?? '') }];
    });
  const received = (count: number) =>
    waitUntil(async () => (events().length >= count ? events() : undefined), {
      what: `${count} events of ${JSON.stringify(events())}`,
      timeoutSeconds: 20,
      everyMilliseconds: 10,
    });
  if (answer.statusCode === 200) await received(1);
  return {
    status: answer.statusCode,
    headers: answer.headers,
    events,
    received,
    closed: once(answer, 'close'),
  };
};

const titles = (events: readonly Event[]) =>
  events.filter(({ event }) => event === 'notification').map(({ data }) => data.title);
const idsOf = (events: readonly Event[]) =>
  events.filter(({ event }) => event === 'notification').map(({ data }) => data.id);

describe('200', () => {
  it('followNotifications opens, then sends each new notification of the caller, and no earlier one', async () => {
    const teacher = aTeacher();
    await deliver(app, documentReady(teacher, { title: 'Earlier' }));
    const stream = await follow(teacher);
    expect(stream.headers['content-type']).toContain('text/event-stream');
    expect(stream.events()).toMatchObject([{ event: 'opened', data: {} }]);
    await deliver(app, documentReady(aTeacher(), { title: 'Of another person' }));
    await deliver(app, documentReady(teacher, { title: 'First' }));
    await stream.received(2);
    await deliver(app, documentReady(teacher, { title: 'Second' }));
    const events = await stream.received(3);
    expect(titles(events)).toHaveLength(2);
    const listed = await notificationsOf(app, teacher);
    expect(idsOf(events).toSorted()).toEqual(
      listed
        .filter(({ title }) => titles(events).includes(title))
        .map(({ id }) => id)
        .toSorted(),
    );
    expect(events[1]?.data).toEqual(listed.find(({ id }) => id === events[1]?.data.id));
  });

  it('a notification that one replica stores reaches the followers at every replica', async () => {
    const teacher = aTeacher();
    const streams = [
      await follow(teacher),
      await follow(teacher, { at: replica }),
      await follow(teacher, { at: replica }),
    ];
    await deliver(app, documentReady(teacher));
    await deliver(replica, documentReady(teacher));
    const received = await Promise.all(streams.map((stream) => stream.received(3)));
    const listed = (await notificationsOf(app, teacher)).map(({ id }) => id).toSorted();
    expect(listed).toHaveLength(2);
    for (const events of received) expect(idsOf(events).toSorted()).toEqual(listed);
  });

  it('followers of an announcement to many students receive it from the background batch', async () => {
    const students = Array.from({ length: 5 }, () => aStudent());
    for (const student of students) await deliver(app, registrationOf(student));
    const streams = await Promise.all(students.map((student) => follow(student, { at: replica })));
    await deliver(app, examPublished({ title: 'Rivers of the world' }));
    for (const stream of streams)
      expect((await stream.received(2))[1]).toMatchObject({ event: 'notification' });
  });

  it('a stream resumes at Last-Event-ID: notifications that arrived meanwhile are sent first, at least once', async () => {
    const teacher = aTeacher();
    const first = await follow(teacher);
    await deliver(app, documentReady(teacher));
    const last = (await first.received(2)).at(-1)?.id;
    await deliver(app, documentReady(teacher));
    await deliver(app, documentReady(teacher));
    const listed = (await notificationsOf(app, teacher)).map(({ id }) => id);
    const again = await follow(teacher, { at: replica, last });
    const missed = await again.received(3);
    expect(missed[0]).toMatchObject({ event: 'opened', id: last });
    expect(listed).toEqual(expect.arrayContaining(idsOf(missed)));
    expect(idsOf(missed)).toHaveLength(2);
    expect(idsOf(missed)).not.toContain(idsOf(first.events())[0]);
    await deliver(app, documentReady(teacher));
    expect(new Set(idsOf(await again.received(4))).size).toBe(3);
  });

  it('a stream that received nothing resumes at the id of `opened`', async () => {
    const teacher = aTeacher();
    const last = (await follow(teacher)).events()[0]?.id;
    await deliver(app, documentReady(teacher));
    const again = await follow(teacher, { last });
    expect(idsOf(await again.received(2))).toHaveLength(1);
  });

  it.each(['', 'made-up', '-1', '99999999999999999999', '1; drop table notification'])(
    'an id that no stream sends (%s) opens a new stream',
    async (last) => {
      const teacher = aTeacher();
      await deliver(app, documentReady(teacher));
      const stream = await follow(teacher, { last });
      await deliver(app, documentReady(teacher));
      expect(idsOf(await stream.received(2))).toHaveLength(1);
    },
  );

  it('a notification whose transaction ends after a later one is sent all the same', async () => {
    const teacher = aTeacher();
    const stream = await follow(teacher);
    const slow = new pg.Client({ connectionString: app.databaseUrl });
    await slow.connect();
    await slow.query('begin');
    const [{ count }] = (
      await slow.query(
        `insert into notification (id, event_id, person_id, institution_id, type, title, body, subject, created_at)
       values (gen_random_uuid(), gen_random_uuid(), $1, $2, 'document.ready', 'Slow', '', gen_random_uuid(), now())
       returning 1 as count`,
        [teacher.userId, teacher.institutionId],
      )
    ).rows;
    expect(count).toBe(1);
    await slow.query(`select pg_notify('notification_stored', $1)`, [teacher.userId]);
    await deliver(app, documentReady(teacher));
    expect(titles(await stream.received(2))).not.toContain('Slow');
    await slow.query('commit');
    await slow.end();
    expect(titles(await stream.received(3))).toContain('Slow');
  });

  it('followers continue after PostgreSQL ended the connection that reports arrivals', async () => {
    const teacher = aTeacher();
    const stream = await follow(teacher);
    await readRows(
      app.databaseUrl,
      `select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen "notification_stored"' and datname = current_database()`,
    );
    await deliver(app, documentReady(teacher));
    expect(idsOf(await stream.received(2))).toHaveLength(1);
    await deliver(app, documentReady(teacher));
    expect(idsOf(await stream.received(3))).toHaveLength(2);
  });
});

describe('the end of a stream', () => {
  it('comes within seconds of the end of its session', async () => {
    const teacher = aTeacher();
    const stream = await follow(teacher);
    ended.add(teacher.sessionId);
    const events = await stream.received(2);
    expect(events[1]).toMatchObject({
      id: undefined,
      event: 'error',
      data: { problem: { code: 'token-invalid' } },
    });
    await stream.closed;
  });

  it('comes with an error event when the service stops', async () => {
    const own = await startNotificationApp({ databaseUrl: app.databaseUrl });
    const stream = await follow(aTeacher(), { at: own });
    own.endAnswers();
    expect((await stream.received(2))[1]).toMatchObject({ event: 'error', id: undefined });
    await own.close();
  });
});

describe('429', () => {
  it('followNotifications answers 429 to one stream more than a user may have', async () => {
    const teacher = aTeacher();
    const streams = await Promise.all(Array.from({ length: 7 }, () => follow(teacher)));
    expect(streams.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 200, 200, 429]);
  });
});
