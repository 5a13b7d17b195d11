import { receiverOf } from '../events.ts';

export const receiveUserEvent = receiverOf('user', 'receiveUserEvent');
