import { receiverOf } from '../event-delivery.ts';

export const receiveChatEvent = receiverOf('chat', 'receiveChatEvent');
