import { DriverException } from '@mikro-orm/core';
import { Problem } from '../domain/problem.ts';

/**
 * SQLSTATE classes of an unavailable PostgreSQL: connection failure, insufficient resources, shutdown. 08P01
 * is no such failure: PostgreSQL could not read our message.
 */
const unavailableStatePattern = /^(?:08(?!P01)|53|57P)/;
/** SQLSTATEs of a transaction that PostgreSQL ended in favour of another one; 40P01 is a deadlock. */
const sacrificedStatePattern = /^40(?:001|P01)$/;
/** Those, and the SQLSTATEs of a statement that waited too long for a lock or ran too long. */
const busyStatePattern = /^(?:40001|40P01|55P03|57014)$/;
/** SQLSTATEs of a value that PostgreSQL cannot store: a NUL, half a character, a number out of range. */
const refusedValueStatePattern = /^(?:08P01|22)/;

/** The state of a statement that PostgreSQL refused; undefined when PostgreSQL could not be reached. */
const stateOf = (error: DriverException): string | undefined =>
  'severity' in error ? (error.code ?? '') : undefined;

/** Whether the database could not be reached, as opposed to a statement that it refused. */
const isUnavailable = (error: unknown): boolean =>
  error instanceof DriverException &&
  (stateOf(error) === undefined || unavailableStatePattern.test(stateOf(error) ?? ''));

/**
 * A value that PostgreSQL refuses is a fault of the input, never an outage. Every other refused statement (a
 * violated constraint, a statement that PostgreSQL does not understand) is our fault and stays as it is. The
 * cause names the state only, because PostgreSQL's own message may quote what a person wrote.
 */
const withRefusedValueNamed = (error: unknown): unknown => {
  const state = error instanceof DriverException ? stateOf(error) : undefined;
  if (state === undefined || !refusedValueStatePattern.test(state)) return error;
  return new Problem('input-invalid', {
    errors: [{ pointer: '', message: 'contains text or a number that cannot be stored' }],
    cause: new Error(`PostgreSQL refused a value that the contract admits (SQLSTATE ${state})`),
  });
};

const hasState = (error: unknown, pattern: RegExp): boolean =>
  error instanceof DriverException && pattern.test(stateOf(error) ?? '');

/** The failure of a statement or a commit that PostgreSQL has refused: nothing is stored. */
export const refusalOf = (error: unknown): unknown =>
  hasState(error, busyStatePattern)
    ? new Problem('overloaded', {
        detail: 'The database is busy with other requests. Repeat the request.',
        cause: error,
      })
    : withRefusedValueNamed(error);

/** The failure of a statement before any commit. */
export const failureOf = (error: unknown): unknown =>
  isUnavailable(error) ? new Problem('database-unavailable', { cause: error }) : refusalOf(error);

/** The failure of a statement outside of a unit of work, as a unit of work throws it. */
export const failureOfConnection = (error: unknown): unknown =>
  error instanceof Error ? failureOf(new DriverException(error)) : error;

/** Whether PostgreSQL has rolled a unit of work back, and a repetition may succeed. */
export const isSacrificed = (failure: unknown): boolean =>
  failure instanceof Problem && hasState(failure.cause, sacrificedStatePattern);
