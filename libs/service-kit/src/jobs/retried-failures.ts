import pg from 'pg';
import { mapFailures } from '../database/map-failures.ts';

/** SQLSTATE `cannot_connect_now`. graphile-worker repeats a statement that fails with this state. */
const retriedState = '57P03';
/** SQLSTATE classes of an unavailable PostgreSQL: connection failure, insufficient resources, shutdown. */
const unavailableStatePattern = /^(?:08|53|57P)/;

const isUnavailable = (error: unknown): boolean =>
  !(error instanceof pg.DatabaseError) || unavailableStatePattern.test(error.code ?? '');

/** The failure under the state that the queue repeats, when PostgreSQL was unavailable. */
const retriedForm = (error: unknown): unknown => {
  if (!isUnavailable(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  return Object.assign(new Error(message, { cause: error }), { code: retriedState });
};

/** Whether the failure is one that the queue repeats. At its start the queue itself does not. */
export const isRetried = (failure: unknown): boolean =>
  failure instanceof Error && 'code' in failure && failure.code === retriedState;

/**
 * Lets the queue repeat each statement that failed because PostgreSQL was unavailable. graphile-worker 0.18
 * repeats a few states only, and ECONNREFUSED, an ended connection and a full pool are not among them. When
 * it cannot record the result of a job, its rejection is unhandled and ends the process: a stop of
 * PostgreSQL for three seconds ended every replica that recorded a result meanwhile.
 *
 * Statements of the queue may run twice: results name their job, and a job that was taken without a runner
 * is released by the heartbeat.
 */
export const retryFailures = (pool: pg.Pool): pg.Pool => mapFailures(pool, retriedForm);
