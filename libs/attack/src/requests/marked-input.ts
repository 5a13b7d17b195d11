import type { Operation } from '@ai-teacher/contracts/operation.ts';
import { z } from 'zod';

/** The part of a JSON schema that decides which value fits. */
type Shape = {
  readonly type?: string;
  readonly format?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly allOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly minimum?: number;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Shape>>;
};

export type Marking = {
  /** The word that every free-text field receives. */
  readonly word: string;
  /** The id for a field or a parameter of this name. */
  readonly idFor: (name: string) => string;
};

const textFor = ({ format }: Shape, { word, idFor }: Marking, name: string): string => {
  if (format === 'uuid') return idFor(name);
  if (format === 'email') return `${word}@school.example`;
  if (format === 'date-time') return new Date().toISOString();
  return /email/i.test(name) ? `${word}@school.example` : `${word} says the pupil's own word`;
};

const valueFor = (shape: Shape, marking: Marking, name = ''): unknown => {
  const choice = shape.anyOf ?? shape.oneOf ?? shape.allOf;
  if (shape.const !== undefined) return shape.const;
  if (shape.enum !== undefined) return shape.enum[0];
  if (choice !== undefined) return valueFor(choice.find(({ type }) => type !== 'null') ?? {}, marking, name);
  if (shape.type === 'array') return [valueFor(shape.items ?? {}, marking, name)];
  if (shape.type === 'object')
    return Object.fromEntries(
      Object.entries(shape.properties ?? {}).map(([key, inner]) => [key, valueFor(inner, marking, key)]),
    );
  if (shape.type === 'integer' || shape.type === 'number') return Math.max(1, shape.minimum ?? 1);
  // A flag that is set may change the whole mesh: `compromised` retires the key that the gateway knows.
  if (shape.type === 'boolean') return false;
  return textFor(shape, marking, name);
};

/** A value for a schema, with the word in every string that is free text. */
const markedValue = (schema: z.ZodType, marking: Marking): unknown =>
  valueFor(
    z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as Shape,
    marking,
  );

/** The query and the body of an operation, with the word in every free-text field of its contract. */
export const markedInput = (
  op: Operation,
  marking: Marking,
): { readonly query?: Record<string, unknown>; readonly body?: unknown } => ({
  ...(op.query === undefined ? {} : { query: markedValue(op.query, marking) as Record<string, unknown> }),
  ...(op.body === undefined ? {} : { body: markedValue(op.body, marking) }),
});
