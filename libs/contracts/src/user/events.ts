import { receiverOf } from '../event-delivery.ts';

export const receiveUserEvent = receiverOf('user', 'receiveUserEvent');
