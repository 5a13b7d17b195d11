import { receiverOf } from '../event-delivery.ts';

export const receiveExamEvent = receiverOf('exam', 'receiveExamEvent');
