import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { operations } from '../src/catalogue.ts';

const all = Object.values(operations).flat();
const careful = all.filter(({ precautions }) => precautions !== undefined);

/** Whether a pointer names an optional field of a schema. */
const isOptionalIn = (schema: z.ZodType | undefined, name: string): boolean =>
  schema instanceof z.ZodObject && schema.shape[name]?.safeParse(undefined).success === true;

describe('the precautions of an operation', () => {
  it.each(careful.map((op) => [op.operationId, op] as const))(
    'the precautions of %s are optional fields of its query or body',
    (_, { precautions = [], query, body }) => {
      const unfit = precautions.filter((pointer) => {
        const name = pointer.replace(/^\/(query\/)?/, '');
        return !isOptionalIn(pointer.startsWith('/query/') ? query : body, name);
      });
      expect(unfit).toEqual([]);
    },
  );

  it('exist for each operation that refuses an outdated view of the items of an exam', () => {
    const refusing = all.filter(({ problems }) => problems.includes('items-changed'));
    expect(refusing.length).toBeGreaterThan(3);
    expect(refusing.filter((op) => !careful.includes(op))).toEqual([]);
  });
});
