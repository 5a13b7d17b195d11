import type { SpanDeclaration } from '@ai-teacher/service-kit/telemetry/names.ts';

/** The spans and attributes of this service. Instrumentation and service-kit write all others. */
export const attributeNames = {
  pages: 'aiteacher.exam.pages_read',
  itemsWanted: 'aiteacher.exam.items_wanted',
  itemsMade: 'aiteacher.exam.items_made',
} as const;

export const spanCatalogue = {
  writeItems: {
    kind: 'internal',
    description: 'From the request for a writing thread to its items, including the wait for a free thread.',
    attributes: [attributeNames.pages, attributeNames.itemsWanted, attributeNames.itemsMade],
    name: () => 'write exam items',
  },
} as const satisfies Record<string, SpanDeclaration<never>>;
