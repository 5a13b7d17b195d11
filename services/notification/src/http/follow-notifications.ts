import { followNotifications as contract } from '@ai-teacher/contracts/notification/inbox.ts';
import { openEventStream } from '@ai-teacher/service-kit/server/event-stream.ts';
import { type Route, wireRoute } from '@ai-teacher/service-kit/server/route.ts';
import type { followNotifications } from '../domain/inbox/follow-notifications.ts';
import { presentNotification } from './present.ts';

/** The id of an event is the place of its notification. No stream of this operation sent any other id. */
const placePattern = /^(0|[1-9]\d{0,17})$/;

/** Sends each new notification. The stream ends only with its client, its session, or the service. */
export const followRoute = (useCase: ReturnType<typeof followNotifications>): Route =>
  wireRoute(contract, async (ctx, input) => {
    const last = ctx.get('last-event-id');
    const { place, arrivals } = await useCase(input, placePattern.test(last) ? last : undefined);
    const stream = openEventStream(ctx, { ...contract.stream }, { numbered: false });
    try {
      await stream.send('opened', {}, place);
      for await (const arrival of arrivals) {
        if (stream.closed()) return;
        await stream.send('notification', presentNotification(arrival), arrival.place);
      }
    } finally {
      stream.end();
    }
  });
