import { receiverOf } from '../event-delivery.ts';

export const receiveNotificationEvent = receiverOf('notification', 'receiveNotificationEvent', [
  'too-many-announcements',
]);
