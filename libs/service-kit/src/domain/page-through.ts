import { instant, uuid } from '@ai-teacher/contracts/values.ts';
import { z } from 'zod';
import { Problem } from './problem.ts';

/** A page of a list and the cursor of the next page (null at the end). */
export type Listed<Thing> = { readonly items: readonly Thing[]; readonly nextCursor: string | null };

/** A position in a list that is ordered by time and then by id. */
export type PlaceInTime = { readonly at: Date; readonly id: string };

const placeInTime = z.tuple([instant, uuid]).transform(([at, id]): PlaceInTime => ({ at: new Date(at), id }));

const jsonIn = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
};

/**
 * Reads the position that a cursor encodes.
 *
 * @param shape schema of the position in the cursors of this list.
 * @returns undefined without a cursor: the list is read from its beginning.
 * @throws Problem `input-invalid` for a cursor that `pageThrough` did not create.
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

/**
 * The part of an ORM condition that continues after a position. Empty without one: the list is read from its
 * beginning.
 */
const after =
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
 * The condition of the items after a position in a list that begins with the newest item. Spread it into a
 * condition that has no `$or`. `newerThan` does the same for a list that begins with the oldest item.
 *
 * @param timeField property by which the list is ordered first; `idField` is the second.
 */
export const olderThan = after('$lt');
export const newerThan = after('$gt');

/** Reads the position in a cursor of a list that is ordered by time. Throws as `readCursor` does. */
export const placeIn = (cursor: string | undefined): PlaceInTime | undefined =>
  readCursor(cursor, placeInTime);

/**
 * Cuts the found items to one page. The cursor is opaque to clients.
 *
 * @param found items in order, queried with one item more than `limit`.
 * @param positionOf the position of an item, in the shape that `readCursor` parses.
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

/** The position of an item in a list that is ordered by time. */
export const byTime = ({ createdAt, id }: { createdAt: Date; id: string }): readonly [string, string] => [
  createdAt.toISOString(),
  id,
];
