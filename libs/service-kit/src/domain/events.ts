import type { EventEnvelope, EventToPublish, EventType } from '@ai-teacher/contracts/events.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** Writes an event in the transaction of the change that the event reports. */
export type Outbox = {
  readonly publish: <Type extends EventType>(event: EventToPublish<Type>) => Promise<void>;
};

/** Stores the id of a received event in the transaction of its effect. */
export type Inbox = {
  /**
   * False when the event had its effect before. Concurrent deliveries of one event wait for each other here.
   */
  readonly markSeen: (event: Pick<EventEnvelope, 'id' | 'type'>) => Promise<boolean>;
};

/** A use case that an event starts. */
export type EventHandler<Event> = (event: Event) => Promise<void>;

/**
 * Makes a handler that has its effect once per event, because the publisher delivers an event at least once.
 * The handler runs in one transaction with the note that the event was seen. When the handler throws, both
 * are rolled back, and the next delivery runs it again. Every later delivery does nothing.
 *
 * @param handler receives the event and the repositories of the transaction.
 */
export const oncePerEvent =
  <Event extends Pick<EventEnvelope, 'id' | 'type'>, Repositories extends { readonly inbox: Inbox }>(
    unitOfWork: UnitOfWork<Repositories>,
    handler: (event: Event, repositories: Repositories) => Promise<void>,
  ): EventHandler<Event> =>
  (event) =>
    unitOfWork.run(async (repositories) => {
      if (await repositories.inbox.markSeen(event)) await handler(event, repositories);
    });
