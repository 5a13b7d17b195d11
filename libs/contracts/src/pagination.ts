import { z } from 'zod';
import { identifier, shownIdentifier } from './text.ts';

/** The place in a list where an answer ended. Only the list that made a cursor can read it. */
export const cursor = identifier({ pattern: /^[\w-]*$/u, fault: 'is not a cursor of this list' });

/** The query of a list: `?limit=&cursor=`. A cursor is opaque to clients. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: cursor.optional(),
});
export type PageQuery = z.infer<typeof pageQuery>;

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), nextCursor: shownIdentifier().nullable() });
