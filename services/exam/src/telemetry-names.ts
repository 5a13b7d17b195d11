import type { SpanDeclaration } from '@ai-teacher/service-kit/telemetry/names.ts';

/** The spans and attributes that this service writes itself; everything else comes from instrumentation and the kit. */
export const attributeNames = {
  pages: 'aiteacher.exam.pages_read',
  itemsWanted: 'aiteacher.exam.items_wanted',
  itemsMade: 'aiteacher.exam.items_made',
} as const;

export const spanCatalogue = {
  writeItems: {
    kind: 'internal',
    description: 'From the wish for a writing thread to its items, waiting included.',
    attributes: [attributeNames.pages, attributeNames.itemsWanted, attributeNames.itemsMade],
    name: () => 'write exam items',
  },
} as const satisfies Record<string, SpanDeclaration<never>>;
