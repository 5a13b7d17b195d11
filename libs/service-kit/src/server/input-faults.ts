import type { InputFault } from '@ai-teacher/contracts/problem.ts';
import type { z } from 'zod';

const escapeToken = (token: PropertyKey): string => String(token).replaceAll('~', '~0').replaceAll('/', '~1');

const pointerTo = (prefix: string, path: readonly PropertyKey[]): string =>
  [prefix, ...path.map((token) => `/${escapeToken(token)}`)].join('');

/**
 * The faults of an input as JSON Pointers with a sentence each; every unknown field is a fault of its own.
 *
 * @param prefix `''` for the body, `/query` for the query string.
 */
export const inputFaultsOf = (error: z.ZodError, prefix = ''): InputFault[] =>
  error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          pointer: pointerTo(prefix, [...issue.path, key]),
          message: 'is not a known field',
        }))
      : [{ pointer: pointerTo(prefix, issue.path), message: issue.message }],
  );
