import { instant, uuid } from '@ai-teacher/contracts/values.ts';
import { Problem } from '@ai-teacher/service-kit/problem.ts';
import type { PlaceInList } from './ports.ts';

/** A page of a list and where the next begins. */
export type Listed<Thing> = { readonly items: readonly Thing[]; readonly nextCursor: string | null };

/**
 * The place a cursor stands for.
 *
 * @throws Problem `input-invalid` for a cursor that we did not make.
 */
export function placeIn(cursor: string | undefined): PlaceInList | undefined {
  if (cursor === undefined) return undefined;
  const [at, id, ...rest] = Buffer.from(cursor, 'base64url').toString('utf8').split('/');
  const isPlace = instant.safeParse(at).success && uuid.safeParse(id).success && rest.length === 0;
  if (at === undefined || id === undefined || !isPlace)
    throw new Problem('input-invalid', {
      errors: [{ pointer: '/query/cursor', message: 'is not a cursor of this list' }],
    });
  return { at: new Date(at), id };
}

/** Cuts a list that was asked for with one more than the limit, and says where to go on. */
export function pageThrough<Thing>(
  found: readonly Thing[],
  limit: number,
  placeOf: (thing: Thing) => PlaceInList,
): Listed<Thing> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  if (found.length <= limit || last === undefined) return { items, nextCursor: null };
  const { at, id } = placeOf(last);
  return { items, nextCursor: Buffer.from(`${at.toISOString()}/${id}`).toString('base64url') };
}
