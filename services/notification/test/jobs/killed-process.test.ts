import { randomUUID } from 'node:crypto';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import type { ServiceProcess } from '@ai-teacher/test-kit/app/service-process.ts';
import { aTeacher } from '@ai-teacher/test-kit/identity/tokens.ts';
import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { at, deliver, documentReady, examPublished } from '../builders.ts';
import { settled, startNotificationApp, type TestNotificationApp } from '../notification-app.ts';
import { startNotificationProcess } from '../notification-process.ts';

let own: OwnDatabase;
let killed: ServiceProcess;
let successor: TestNotificationApp | undefined;
let blocker: pg.Client;

beforeEach(async () => {
  own = await createTestDatabase('notification');
  blocker = new pg.Client({ connectionString: own.url });
  await blocker.connect();
  killed = await startNotificationProcess(own.url);
});
afterEach(async () => {
  await killed.kill();
  await blocker.end();
  await successor?.close();
  successor = undefined;
  await own.drop();
});

const succeed = async (): Promise<TestNotificationApp> => {
  successor = await startNotificationApp({ databaseUrl: own.url });
  return successor;
};
const countNotifications = async (): Promise<unknown> =>
  (
    await readRows(
      own.url,
      'select count(*)::int as notifications, count(distinct person_id)::int as people from notification',
    )
  )[0];
const waitForNotifications = (count: number) =>
  waitUntil(async () => ((await countNotifications()) as { notifications: number }).notifications === count, {
    what: `${count} notifications`,
    timeoutSeconds: 20,
    everyMilliseconds: 5,
  });

describe('a killed process', () => {
  it('a process killed between the effect and its answer causes no second notification', async () => {
    const ready = documentReady(aTeacher());
    const unanswered = deliver(killed, ready).catch(() => undefined);
    await waitForNotifications(1);
    await killed.kill();
    await unanswered;
    expect((await deliver(await succeed(), ready)).status).toBe(204);
    expect(await countNotifications()).toEqual({ notifications: 1, people: 1 });
  });

  it('a process killed during the effect leaves nothing, and the repeated event notifies once', async () => {
    const ready = documentReady(aTeacher());
    await blocker.query('begin; lock table notification in share mode');
    const unanswered = deliver(killed, ready).catch(() => undefined);
    await waitForBlocked(own.url, 'insert into notification');
    await killed.kill();
    await unanswered;
    await blocker.query('rollback');
    expect((await deliver(await succeed(), ready)).status).toBe(204);
    expect(await countNotifications()).toEqual({ notifications: 1, people: 1 });
  });

  it('another process continues the batches of a killed process and notifies every student once', async () => {
    const institutionId = randomUUID();
    const students = await readRows(
      own.url,
      `insert into member (user_id, institution_id, role, registered_at)
       select gen_random_uuid(), $1, 'student', $2 from generate_series(1, 1200) returning user_id`,
      [institutionId, at('08:00')],
    );
    const last = students
      .map(({ user_id: id }) => String(id))
      .sort()
      .at(-1);
    await blocker.query('begin');
    await blocker.query('select from member where user_id = $1 for update', [last]);
    await deliver(killed, examPublished({ institutionId }));
    await waitForNotifications(1_000);
    await waitForBlocked(own.url, 'from member');
    await killed.kill();
    await blocker.query('rollback');
    expect(await countNotifications()).toEqual({ notifications: 1_000, people: 1_000 });
    // Ages the lock and the heartbeat of the dead worker by a minute.
    await readRows(
      own.url,
      `with aged as (update job_worker_heartbeat set seen_at = seen_at - interval '1 minute')
       update graphile_worker._private_jobs set locked_at = locked_at - interval '1 minute'`,
    );
    await succeed();
    await settled(own.url);
    expect(await countNotifications()).toEqual({ notifications: 1_200, people: 1_200 });
  });
});
