import { receiverOf } from '../events.ts';

export const receiveRagEvent = receiverOf('rag', 'receiveRagEvent');
