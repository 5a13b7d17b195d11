import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { readAnswer } from '../src/answers/read-answer.ts';
import { answers, sampleOf } from './samples.ts';

/** The same answer as a later release may send it: each of its objects has two further fields. */
const fromLater = (answer: unknown): unknown => {
  if (Array.isArray(answer)) return answer.map(fromLater);
  if (typeof answer !== 'object' || answer === null) return answer;
  const fields = Object.entries(answer).map(([name, value]) => [name, fromLater(value)]);
  return { ...Object.fromEntries(fields), addedLater: { of: ['any', 'shape'] }, alsoAdded: null };
};

const countOfObjects = (answer: unknown): number => {
  if (typeof answer !== 'object' || answer === null) return 0;
  const inner = Object.values(answer).reduce<number>((sum, value) => sum + countOfObjects(value), 0);
  return inner + (Array.isArray(answer) ? 0 : 1);
};

describe('readAnswer', () => {
  it.each(answers)('reads $name of a later release as that of this release', ({ schema }) => {
    const sample = sampleOf(schema, 'A plain text');
    const later = fromLater(sample);
    // Without an object there is nothing that a later release could add a field to.
    expect(schema.safeParse(later).success).toBe(countOfObjects(sample) === 0);
    expect(readAnswer(schema, later)).toEqual({ success: true, data: schema.parse(sample) });
  });

  it('leaves the given answer as it is', () => {
    const answer = { id: 'a', inner: { added: 1 }, added: 2 };
    const shape = z.strictObject({ id: z.literal('a'), inner: z.strictObject({}) });
    expect(readAnswer(shape, answer).data).toEqual({ id: 'a', inner: {} });
    expect(answer).toEqual({ id: 'a', inner: { added: 1 }, added: 2 });
  });

  it('reads a union by the option that knows the most fields', () => {
    const number = z.int();
    const shape = z.array(
      z.union([z.strictObject({ a: number }), z.strictObject({ a: number, b: number }), z.null()]),
    );
    const given = [{ a: 1, b: 2, c: 3 }, { a: 1, d: 4 }, null];
    expect(readAnswer(shape, given).data).toEqual([{ a: 1, b: 2 }, { a: 1 }, null]);
  });

  it('reads objects that the contract only meets after an outer field is left out', () => {
    const inner = z.strictObject({ a: z.int() });
    const shape = z
      .strictObject({ list: z.array(z.unknown()) })
      .transform(({ list }) => list)
      .pipe(z.array(inner));
    expect(readAnswer(shape, { list: [{ a: 1 }], added: true }).data).toEqual([{ a: 1 }]);
  });

  it.each([
    ['lacks a field', { a: 1, added: 1 }],
    ['has a value of another type', { a: 1, b: '2', added: 1 }],
    ['has an unknown field and a value that no option of a union knows', { a: 1, b: 2, c: 'x', added: 1 }],
  ])('refuses an answer that %s', (_what, given) => {
    const shape = z.strictObject({
      a: z.int(),
      b: z.int(),
      c: z.union([z.int(), z.strictObject({})]).optional(),
    });
    expect(readAnswer(shape, given).success).toBe(false);
  });
});
