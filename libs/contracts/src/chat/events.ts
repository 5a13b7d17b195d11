import { receiverOf } from '../events.ts';

export const receiveChatEvent = receiverOf('chat', 'receiveChatEvent');
