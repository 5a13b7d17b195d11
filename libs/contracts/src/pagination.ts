import { z } from 'zod';
import { identifier, shownIdentifier } from './text.ts';

/** The place in a list where an answer ended. Only the list that made a cursor can read it. */
export const cursor = identifier({ pattern: /^[\w-]*$/u, fault: 'is not a cursor of this list' });

/**
 * A whole number from 1 to `max` in a query, in decimal digits only: `1e2`, `0x10`, `+5` and ` 5` are
 * refused. Typed clients may give a number. An absent number is `preset`.
 */
export const queryNumber = ({ max, preset }: { readonly max: number; readonly preset: number }) => {
  const fault = `must be a whole number from 1 to ${max}, in decimal digits`;
  const read = (given: unknown): unknown =>
    typeof given === 'string' && /^[0-9]+$/.test(given) ? Number(given) : given;
  return z.preprocess(read, z.number(fault).int(fault).min(1, fault).max(max, fault)).prefault(preset);
};

/** The query of a list: `?limit=&cursor=`. A cursor is opaque to clients. */
export const pageQuery = z.strictObject({
  limit: queryNumber({ max: 100, preset: 20 }),
  cursor: cursor.optional(),
});
export type PageQuery = z.infer<typeof pageQuery>;

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), nextCursor: shownIdentifier().nullable() });
