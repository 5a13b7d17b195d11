/** The spans and attributes that this service writes itself; everything else comes from instrumentation and the kit. */
export const SPAN = {
  /** From the wish for a writing thread to its items, waiting included. */
  writeItems: 'exam.items.write',
} as const;

export const ATTRIBUTE = {
  pages: 'exam.pages.read',
  itemsWanted: 'exam.items.wanted',
  itemsMade: 'exam.items.made',
} as const;
