import { Logger as QueueLogger } from 'graphile-worker';
import type { Logger } from '../logger.ts';

/**
 * Writes the queue's log to ours. Its info lines become debug lines, because they are many. Our own line
 * reports a failed attempt, so the queue's line about it is dropped.
 */
export const queueLogger = (logger: Logger): QueueLogger =>
  new QueueLogger((scope) => (level, message, meta) => {
    if (meta?.failure === true) return;
    const line = { scope: scope.label, workerId: scope.workerId };
    if (level === 'error') logger.error(line, message);
    else if (level === 'warning') logger.warn(line, message);
    else logger.debug(line, message);
  });
