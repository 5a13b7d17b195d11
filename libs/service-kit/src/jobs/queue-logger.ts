import { Logger as QueueLogger } from 'graphile-worker';
import type { Logger } from '../logger.ts';

/** The queue's sentences quote errors and names after a colon or in quotation marks. */
const withoutQuotes = (message: string): string => message.split(/[:'"`]/, 1)[0]?.trim() ?? '';

/**
 * Writes the queue's log to ours: its own words, and the error that a line is about. Its info lines become
 * debug lines, because they are many. Our own line reports a failed attempt, so the queue's line about it is
 * dropped.
 */
export const queueLogger = (logger: Logger): QueueLogger =>
  new QueueLogger((scope) => (level, message, meta) => {
    if (meta?.failure === true) return;
    const line = { scope: scope.label, workerId: scope.workerId, err: meta?.error };
    const text = withoutQuotes(message);
    if (level === 'error') logger.error(line, text);
    else if (level === 'warning') logger.warn(line, text);
    else logger.debug(line, text);
  });
