import { Logger as QueueLogger } from 'graphile-worker';
import type { Logger } from '../logger.ts';
import { loggedError } from '../telemetry/logged-error.ts';

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

/**
 * The queue stores the message of a failed attempt (`last_error`) and logs it. The message of a database or a
 * library may quote a person, so the queue receives the kind and the place of the failure.
 */
export const storedError = (error: unknown): Error => {
  const { type, code, message, stack = '' } = loggedError(error);
  const stored = new Error([type, code, message].filter((part) => part !== undefined).join(' '));
  stored.stack = `${stored.message}\n${stack}`;
  return stored;
};
