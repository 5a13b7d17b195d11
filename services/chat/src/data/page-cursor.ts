import { Problem } from '@ai-teacher/service-kit/problem.ts';
import type { z } from 'zod';

/** Where the next page begins, as text that means nothing to clients. */
export function encodeCursor(position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(position), 'utf8').toString('base64url');
}

/** Throws Problem `input-invalid` for what `encodeCursor` has not made. */
export function decodeCursor<Shape extends z.ZodType>(cursor: string, shape: Shape): z.output<Shape> {
  const parsed = shape.safeParse(jsonIn(cursor));
  if (parsed.success) return parsed.data;
  throw new Problem('input-invalid', {
    errors: [{ pointer: '/query/cursor', message: 'is not a cursor of this list' }],
  });
}

function jsonIn(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
