import { receiveNotificationEvent } from '@ai-teacher/contracts/notification/events.ts';
import * as inbox from '@ai-teacher/contracts/notification/inbox.ts';
import { nothing, type Route, route } from '@ai-teacher/service-kit/server/route.ts';
import { followNotifications } from '../domain/inbox/follow-notifications.ts';
import { listNotifications } from '../domain/inbox/list-notifications.ts';
import { markNotificationRead } from '../domain/inbox/mark-notification-read.ts';
import type { World } from '../domain/ports.ts';
import { receiveEvent } from '../events/receive-event.ts';
import { followRoute } from './follow-notifications.ts';
import { presentNotifications } from './present.ts';

/** Every operation of notification: contract, use case, presenter. The contract states the access. */
export const routes = (world: World): Route[] => [
  route(inbox.listNotifications, listNotifications(world), presentNotifications),
  followRoute(followNotifications(world)),
  route(inbox.markNotificationRead, markNotificationRead(world), nothing),
  route(receiveNotificationEvent, receiveEvent(world), nothing),
];
