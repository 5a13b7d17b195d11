import { receiverOf } from '../event-delivery.ts';

export const receiveRagEvent = receiverOf('rag', 'receiveRagEvent');
