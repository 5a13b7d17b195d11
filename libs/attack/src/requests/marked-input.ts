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
  readonly required?: readonly string[];
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
  /** The optional fields that an object receives; absent: all. */
  readonly chosen?: (optional: readonly string[]) => readonly string[];
  /** Values of fields with a form of their own, by name. */
  readonly values?: Readonly<Record<string, unknown>>;
};

type Defs = NonNullable<Shape['$defs']>;

const textFor = ({ format }: Shape, { word, idFor }: Marking, name: string): string => {
  if (format === 'uuid') return idFor(name);
  if (format === 'email') return `${word}@school.example`;
  if (format === 'date-time') return new Date().toISOString();
  if (format === 'date') return new Date().toISOString().slice(0, 10);
  return /email/i.test(name) ? `${word}@school.example` : `${word} says the pupil's own word`;
};

const objectFor = ({ properties = {}, required = [] }: Shape, marking: Marking, defs: Defs): unknown => {
  const optional = Object.keys(properties).filter((key) => !required.includes(key));
  const chosen = [...required, ...(marking.chosen?.(optional) ?? optional)];
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([key]) => chosen.includes(key))
      .map(([key, inner]) => [key, marking.values?.[key] ?? valueFor(inner, { marking, defs, name: key })]),
  );
};

type Place = { readonly marking: Marking; readonly defs: Defs; readonly name?: string };

const valueFor = (shape: Shape, place: Place): unknown => {
  const { marking, defs, name = '' } = place;
  const choice = shape.anyOf ?? shape.oneOf ?? shape.allOf;
  if (shape.$ref !== undefined) return valueFor(defs[shape.$ref.replace('#/$defs/', '')] ?? {}, place);
  if (shape.const !== undefined) return shape.const;
  if (shape.enum !== undefined) return shape.enum[0];
  if (choice !== undefined) return valueFor(choice.find(({ type }) => type !== 'null') ?? {}, place);
  if (shape.type === 'array') return [valueFor(shape.items ?? {}, place)];
  if (shape.type === 'object') return objectFor(shape, marking, defs);
  if (shape.type === 'integer' || shape.type === 'number') return Math.max(1, shape.minimum ?? 1);
  // A flag that is set may change the whole mesh: `compromised` retires the key that the gateway knows.
  if (shape.type === 'boolean') return false;
  return textFor(shape, marking, name);
};

/** A value for a schema, with the word in every string that is free text. */
const markedValue = (schema: z.ZodType, marking: Marking): unknown => {
  const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as Shape;
  return valueFor(shape, { marking, defs: shape.$defs ?? {} });
};

/** The query and the body of an operation, with the word in every free-text field of its contract. */
export const markedInput = (
  op: Operation,
  marking: Marking,
): { readonly query?: Record<string, unknown>; readonly body?: unknown } => ({
  ...(op.query === undefined ? {} : { query: markedValue(op.query, marking) as Record<string, unknown> }),
  ...(op.body === undefined ? {} : { body: markedValue(op.body, marking) }),
});
