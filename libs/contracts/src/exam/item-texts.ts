import { text } from '../text.ts';

/** A stem, or a quote of a page. */
export const statement = text({ min: 1, max: 2_000 });
/** The text of an option. */
export const option = text({ min: 1, max: 1_000 });
/** The text of a key. */
export const key = text({ min: 1, max: 2_000 });
