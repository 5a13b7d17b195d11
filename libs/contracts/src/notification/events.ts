import { receiverOf } from '../events.ts';

export const receiveNotificationEvent = receiverOf('notification', 'receiveNotificationEvent', [
  'too-many-announcements',
]);
