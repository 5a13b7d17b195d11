import type { z } from 'zod';
import { allOperations } from '../src/catalogue.ts';
import { textKindOf } from '../src/text.ts';

/** A value of a schema in which every string that may be free is `mark`. */
export const sampleOf = (schema: z.core.$ZodType, mark: string): unknown => {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(def.shape).map(([key, inner]) => [key, sampleOf(inner, mark)]),
      );
    case 'array':
      return [sampleOf(def.element, mark)];
    case 'union':
      return sampleOf(def.options[0] as z.core.$ZodType, mark);
    case 'optional':
    case 'nullable':
      return sampleOf(def.innerType, mark);
    case 'string':
      return ['text', 'label', 'shown'].includes(textKindOf(schema) ?? '') ? mark : valueOfFormat(schema);
    case 'number':
      return 1;
    case 'boolean':
      return true;
    case 'enum':
      return Object.values(def.entries)[0];
    case 'literal':
      return def.values[0];
    default:
      throw new Error(`this test does not know the type ${def.type}`);
  }
};
const valueOfFormat = (schema: z.core.$ZodType): string => {
  const { format } = (schema as z.core.$ZodString)._zod.def as { format?: string };
  if (format === 'guid') return '00000000-0000-4000-8000-000000000001';
  if (format === 'date') return '2026-01-01';
  return format === 'datetime' ? '2026-01-01T00:00:00Z' : 'plain';
};

/** The schema of every answer and of every event of a stream. */
export const answers = allOperations.flatMap((op) =>
  Object.entries({ ...op.success, ...op.stream }).flatMap(([part, schema]) =>
    schema ? [{ name: `${op.operationId} ${part}`, schema }] : [],
  ),
);
