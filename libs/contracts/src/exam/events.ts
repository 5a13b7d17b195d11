import { receiverOf } from '../events.ts';

export const receiveExamEvent = receiverOf('exam', 'receiveExamEvent');
