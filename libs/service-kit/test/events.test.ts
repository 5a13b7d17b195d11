import { randomUUID } from 'node:crypto';
import { receiverOf } from '@ai-teacher/contracts/event-delivery.ts';
import { type EventEnvelope, eventEnvelope } from '@ai-teacher/contracts/events.ts';
import { defaultInstitutionId } from '@ai-teacher/contracts/values.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { testCertificates } from '@ai-teacher/test-kit/identity/certificates.ts';
import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import {
  answering,
  type MeshStandIn,
  startMeshStandIn,
} from '@ai-teacher/test-kit/stand-ins/mesh-stand-in.ts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createMeshClient } from '../src/clients/mesh-client.ts';
import { createDatabase, type Database } from '../src/database/database.ts';
import { oncePerEvent } from '../src/domain/events.ts';
import { Problem } from '../src/domain/problem.ts';
import { watchTlsMaterial } from '../src/identity/tls-material.ts';
import { createInbox, createOutbox, deliveryPool, seenEventsTable } from '../src/jobs/events.ts';
import { startWorkers } from '../src/jobs/jobs.ts';
import { createLifecycle, type Lifecycle } from '../src/lifecycle.ts';
import { createLogger } from '../src/logger.ts';
import { runInRequestContext } from '../src/request-context.ts';

const logger = createLogger({ service: 'events-test', level: 'silent' });
const subject = randomUUID();
const registered = {
  type: 'user.registered',
  institutionId: defaultInstitutionId,
  subject,
  data: { userId: subject, email: 'kim@school.example', name: 'Kim', role: 'student' },
} as const;

let own: OwnDatabase;
let lifecycle: Lifecycle;
let database: Database;
let stopMesh: (() => Promise<void>) | undefined;

beforeEach(async () => {
  own = await createTestDatabase('auth');
  lifecycle = createLifecycle({ logger });
  database = createDatabase({ url: own.url, entities: [], lifecycle });
  await readRows(own.url, seenEventsTable);
});
afterEach(async () => {
  await lifecycle.close();
  await stopMesh?.();
  await own.drop();
});

const deliverThrough = async (mesh: MeshStandIn): Promise<void> => {
  stopMesh = mesh.close;
  const folder = (await testCertificates()).folder('auth');
  const tls = watchTlsMaterial({ folder, logger, lifecycle });
  const client = createMeshClient({ meshUrl: mesh.url, tls, lifecycle });
  await startWorkers({
    databaseUrl: own.url,
    lifecycle,
    logger,
    tasks: {},
    ownPools: { deliveries: deliveryPool(client, 'auth') },
  });
};

const withInbox = () => database.unitOfWork((em) => ({ inbox: createInbox(em) }));

describe('an event', () => {
  it('is delivered to every subscriber until each accepts it, with the id of the request that caused it', async () => {
    await runInRequestContext({ requestId: 'b2a9b7a8-6c1f-4d09-9d0c-000000000001' }, () =>
      database.unitOfWork((em) => createOutbox(em)).run((outbox) => outbox.publish(registered)),
    );
    const taken: Record<string, EventEnvelope> = {};
    const both = Promise.withResolvers<void>();
    let refusals = 0;
    const take = (subscriber: 'user' | 'notification') =>
      answering(receiverOf(subscriber, 'deliverEvent'), ({ body }) => {
        if (subscriber === 'user' && refusals === 0) {
          refusals += 1;
          throw new Problem('database-unavailable');
        }
        taken[subscriber] = body;
        if (Object.keys(taken).length === 2) both.resolve();
        return undefined;
      });
    await deliverThrough(await startMeshStandIn([take('user'), take('notification')]));
    await both.promise;
    expect(refusals).toBe(1);
    expect(taken.user).toEqual(taken.notification);
    expect(taken.user).toMatchObject({ ...registered, requestId: 'b2a9b7a8-6c1f-4d09-9d0c-000000000001' });
  });

  it('waits for no subscriber but its own, when one of them answers no delivery', async () => {
    const events = 20;
    const taken = { user: 0, exam: 0, notification: 0 };
    const end = Promise.withResolvers<void>();
    const take = (subscriber: keyof typeof taken) =>
      answering(receiverOf(subscriber, 'deliverEvent'), async () => {
        taken[subscriber] += 1;
        if (subscriber === 'user') await end.promise;
        return undefined;
      });
    const unitOfWork = database.unitOfWork((em) => createOutbox(em));
    for (let event = 0; event < events; event += 1)
      await unitOfWork.run((outbox) => outbox.publish(registered));
    try {
      await deliverThrough(await startMeshStandIn([take('user'), take('exam'), take('notification')]));
      await waitUntil(() => taken.exam === events && taken.notification === events, {
        what: 'the deliveries to exam and notification',
        timeoutSeconds: 30,
      });
      // The subscriber has a worker for itself, and may use the one that all share.
      expect(taken.user).toBeGreaterThan(0);
    } finally {
      end.resolve();
    }
    await waitUntil(() => taken.user >= events, { what: 'the deliveries to user', timeoutSeconds: 30 });
  });

  it('of the previous release, which has no flag, is delivered', async () => {
    await database.unitOfWork((em) => createOutbox(em)).run((outbox) => outbox.publish(registered));
    await readRows(own.url, 'update graphile_worker._private_jobs set flags = null');
    const taken = new Set<string>();
    const take = (subscriber: 'user' | 'exam' | 'notification') =>
      answering(receiverOf(subscriber, 'deliverEvent'), () => {
        taken.add(subscriber);
        return undefined;
      });
    await deliverThrough(await startMeshStandIn([take('user'), take('exam'), take('notification')]));
    await waitUntil(() => taken.size === 3, { what: 'the deliveries', timeoutSeconds: 30 });
  });

  it('has its effect once when ten deliveries of it arrive concurrently', async () => {
    const event = eventEnvelope.parse({
      id: randomUUID(),
      occurredAt: new Date().toISOString(),
      requestId: 'r',
      traceparent: null,
      ...registered,
    });
    let effects = 0;
    const receive = oncePerEvent(withInbox(), async () => {
      effects += 1;
    });
    await Promise.all(Array.from({ length: 10 }, () => receive(event)));
    expect(effects).toBe(1);
  });

  it('whose effect was rolled back counts as not seen, and its next delivery has the effect', async () => {
    const event = { id: randomUUID(), type: 'user.registered' } as const;
    let deliveries = 0;
    const receive = oncePerEvent(withInbox(), async () => {
      deliveries += 1;
      if (deliveries === 1) throw new Error('the effect failed');
    });
    await expect(receive(event)).rejects.toThrow('the effect failed');
    await receive(event);
    await receive(event);
    expect(deliveries).toBe(2);
  });
});
