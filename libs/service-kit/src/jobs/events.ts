import { publishers, receiverOf, subscribers } from '@ai-teacher/contracts/event-delivery.ts';
import {
  type EnvelopeOf,
  type EventEnvelope,
  type EventType,
  eventEnvelope,
} from '@ai-teacher/contracts/events.ts';
import { type ServiceName, serviceNames } from '@ai-teacher/contracts/values.ts';
import { z } from 'zod';
import type { MeshClient } from '../clients/mesh-client.ts';
import { randomIdentifiers, systemClock } from '../clock.ts';
import type { EntityManager } from '../database/database.ts';
import type { Clock, Identifiers } from '../domain/clock.ts';
import type { EventHandler, Inbox, Outbox } from '../domain/events.ts';
import type { Caller } from '../domain/input.ts';
import { Problem } from '../domain/problem.ts';
import { currentRequestContext } from '../request-context.ts';
import { currentTraceparent } from '../telemetry/spans.ts';
import { attemptPolicy } from './attempt-policy.ts';
import { enqueue, type Task, task, type WorkerPool } from './jobs.ts';

/** Name of the task that carries one event to one subscriber. */
const deliverEventTask = 'deliver-event';

/** The flag of the deliveries to a subscriber. */
const flagOf = (subscriber: ServiceName): string => `to:${subscriber}`;

/**
 * The transactional outbox: one job per subscriber, in the same transaction as the change that the event
 * reports.
 */
export const createOutbox = (
  em: EntityManager,
  { clock = systemClock, identifiers = randomIdentifiers }: { clock?: Clock; identifiers?: Identifiers } = {},
): Outbox => ({
  publish: async (event) => {
    const envelope = eventEnvelope.parse({
      id: identifiers.uuid(),
      type: event.type,
      occurredAt: clock.now().toISOString(),
      requestId: currentRequestContext()?.requestId ?? identifiers.uuid(),
      traceparent: currentTraceparent() ?? null,
      institutionId: event.institutionId,
      subject: event.subject,
      data: event.data,
    });
    for (const subscriber of subscribers[event.type])
      await enqueue(
        em,
        deliverEventTask,
        { subscriber, envelope },
        { maxAttempts: attemptPolicy.delivery, flag: flagOf(subscriber) },
      );
  },
});

/**
 * The pool of workers that delivers the events of a publisher, so that no event waits behind other work of
 * the service, nor behind a subscriber that does not answer. Every publishing service passes it to
 * `startWorkers`. Events reach a subscriber in any order, because each is repeated on its own.
 */
export const deliveryPool = (mesh: MeshClient, publisher: ServiceName): WorkerPool => {
  const types = (Object.keys(subscribers) as EventType[]).filter((type) => publishers[type] === publisher);
  return {
    tasks: { [deliverEventTask]: deliverEvents(mesh) },
    flags: [...new Set(types.flatMap((type) => subscribers[type]))].map(flagOf),
  };
};

/** The task that delivers one event to one subscriber. */
const deliverEvents = (mesh: MeshClient): Task =>
  task(
    z.object({ subscriber: z.enum(serviceNames), envelope: eventEnvelope }),
    async ({ subscriber, envelope }) => {
      await mesh.call(receiverOf(subscriber, 'deliverEvent'), {
        body: envelope,
        timeoutMilliseconds: 10_000,
      });
    },
  );

/** The table of received events. A migration of each subscribing service creates it. */
export const seenEventsTable = `
  create table seen_event (
    id uuid primary key,
    type text not null,
    seen_at timestamptz not null default now()
  )`;

/**
 * The inbox over `seenEventsTable`, in the transaction of `em`. Use cases reach it through `oncePerEvent`.
 */
export const createInbox = (em: EntityManager): Inbox => ({
  markSeen: async ({ id, type }) => {
    const rows = await em.execute<{ id: string }[]>(
      'insert into seen_event (id, type) values (?, ?) on conflict do nothing returning id',
      [id, type],
    );
    return rows.length === 1;
  },
});

export type EventHandlers = {
  readonly [Type in EventType]?: EventHandler<EnvelopeOf<Type>>;
};

/**
 * The use case of `POST /internal/events`: passes an event to its handler.
 * An event without a handler is accepted and dropped, because a publisher may be deployed before its new
 * subscriber.
 *
 * @throws Problem `peer-not-allowed` when the caller is not the publisher of this type, so that no service
 *   publishes in the name of another.
 */
export const receiveEvent =
  (handlers: EventHandlers) =>
  async ({ body, caller }: { body: EventEnvelope; caller: Caller }): Promise<void> => {
    if (caller.kind !== 'service' || caller.service !== publishers[body.type])
      throw new Problem('peer-not-allowed', { cause: caller });
    const handler = handlers[body.type] as ((event: EventEnvelope) => Promise<void>) | undefined;
    await handler?.(body);
  };
