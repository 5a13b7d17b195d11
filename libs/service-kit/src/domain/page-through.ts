import { uuid } from '@ai-teacher/contracts/values.ts';
import { z } from 'zod';
import { Problem } from './problem.ts';

/** A page of a list, and where the next begins (null at the end). */
export type Listed<Thing> = { readonly items: readonly Thing[]; readonly nextCursor: string | null };

/** A place in a list that is ordered by time and then by id. */
export type PlaceInTime = { readonly at: Date; readonly id: string };

const placeInTime = z
  .tuple([z.iso.datetime(), uuid])
  .transform(([at, id]): PlaceInTime => ({ at: new Date(at), id }));

const jsonIn = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
};

/**
 * What a cursor stands for.
 *
 * @param shape of the position that the list's own cursors hold.
 * @returns undefined without a cursor: the list is read from its beginning.
 * @throws Problem `input-invalid` for a cursor that `pageThrough` did not make.
 */
export const readCursor = <Shape extends z.ZodType>(
  cursor: string | undefined,
  shape: Shape,
): z.output<Shape> | undefined => {
  if (cursor === undefined) return undefined;
  const position = shape.safeParse(jsonIn(cursor));
  if (position.success) return position.data;
  throw new Problem('input-invalid', {
    errors: [{ pointer: '/query/cursor', message: 'is not a cursor of this list' }],
  });
};

/** The part of an ORM's condition that goes on behind a place; nothing without one: the list is read from its beginning. */
const behind =
  (comparison: '$lt' | '$gt') =>
  (place: PlaceInTime | undefined, timeField: string, idField = 'id'): object =>
    place === undefined
      ? {}
      : {
          $or: [
            { [timeField]: { [comparison]: place.at } },
            { [timeField]: place.at, [idField]: { [comparison]: place.id } },
          ],
        };

/**
 * The condition of what comes behind a place in a list that begins with the newest, to be spread into a condition
 * without an `$or` of its own. `newerThan` is the same for a list that begins with the oldest.
 *
 * @param timeField names of the properties by which the list is ordered: its time, then its id.
 */
export const olderThan = behind('$lt');
export const newerThan = behind('$gt');

/** The place that a cursor of a list ordered by time stands for; throws as `readCursor` does. */
export const placeIn = (cursor: string | undefined): PlaceInTime | undefined =>
  readCursor(cursor, placeInTime);

/**
 * Cuts what was found to a page; the cursor is opaque to clients.
 *
 * @param found things in order, asked for with one more than `limit`.
 * @param positionOf where a thing stands, as the list's cursor shape reads it again.
 */
export const pageThrough = <Thing>(
  found: readonly Thing[],
  limit: number,
  positionOf: (thing: Thing) => readonly (string | number)[],
): Listed<Thing> => {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  if (found.length <= limit || last === undefined) return { items, nextCursor: null };
  return { items, nextCursor: Buffer.from(JSON.stringify(positionOf(last))).toString('base64url') };
};

/** The position of a thing in a list ordered by time. */
export const byTime = ({ createdAt, id }: { createdAt: Date; id: string }): readonly [string, string] => [
  createdAt.toISOString(),
  id,
];
