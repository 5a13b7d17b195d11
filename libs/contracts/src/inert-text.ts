import type { z } from 'zod';
import { textKindOf } from './text.ts';

/**
 * Control and format characters, half characters included. These stay: tab, line feed, joiners (Indic and
 * Arabic words, emoji), marks of direction, and the number signs of Arabic, which are visible.
 */
const unseenPattern = /[[\p{Cc}\p{Cf}\p{Cs}]--[\t\n\u200c-\u200f\u061c\u0600-\u0605\u06dd\u070f]]/gv;

/**
 * The form in which text reaches people: a client that renders it as Markdown or HTML loads nothing, runs
 * nothing and gets no link. Plain text such as `x < y`, `a * b` or `f_1` stays as it is, and no word is lost:
 * - `<` before a letter, `/`, `!`, `?` or the end becomes `‹`, so no element begins;
 * - a blank divides `![`, `](` and `]:`, so no image, link or address of a link begins;
 * - a blank follows `://` and `www.`, so no address of a page becomes a link by itself (one of e-mail may);
 * - invisible characters and direction overrides are removed.
 *
 * The form of an inert text is the text itself.
 */
export const inertText = (text: string): string =>
  text
    .replace(unseenPattern, '')
    .replace(/<(?=[a-z/!?]|$)/giu, '‹')
    .replace(/!(?=\[)/gu, '! ')
    .replace(/\](?=[(:])/gu, '] ')
    .replace(/(?::\/\/|\bwww\.)(?=\S)/giu, '$& ');

type Change = (value: unknown) => unknown;

const changeOfObject = (shape: Readonly<Record<string, z.core.$ZodType>>): Change | undefined => {
  const changes = Object.entries(shape).flatMap(([key, schema]) => {
    const change = changeOf(schema);
    return change === undefined ? [] : [[key, change] as const];
  });
  if (changes.length === 0) return undefined;
  return (value) => {
    const given = value as Readonly<Record<string, unknown>>;
    const made: Record<string, unknown> = { ...given };
    for (const [key, change] of changes) if (key in given) made[key] = change(given[key]);
    return made;
  };
};

const changeOfList = (element: z.core.$ZodType): Change | undefined => {
  const change = changeOf(element);
  return change && ((value) => (value as readonly unknown[]).map(change));
};

/** Names of fields stay as they are, so a record by prose would be out of reach. */
const changeOfRecord = (keys: z.core.$ZodType, values: z.core.$ZodType): Change | undefined => {
  if (changeOf(keys) !== undefined) throw new Error('records by prose are unknown to inert-text.ts');
  const change = changeOf(values);
  return (
    change &&
    ((value) => Object.fromEntries(Object.entries(value as object).map(([key, each]) => [key, change(each)])))
  );
};

const changeOfUnion = (options: readonly z.core.$ZodType[]): Change | undefined => {
  const choices = options.map((option) => ({ option: option as z.ZodType, change: changeOf(option) }));
  if (choices.every(({ change }) => change === undefined)) return undefined;
  return (value) => {
    const fitting = choices.find(({ option }) => option.safeParse(value).success);
    return fitting?.change === undefined ? value : fitting.change(value);
  };
};

/** Whether texts of this kind become inert when they leave. The others are no prose, or already checked. */
const becomesInert = (schema: z.core.$ZodType): boolean => {
  const kind = textKindOf(schema);
  return kind === 'text' || kind === 'label' || kind === 'shown';
};

/** @throws Error for a shape that could contain text out of reach of this function. */
const changeOf = (schema: z.core.$ZodType): Change | undefined => {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'string':
      return becomesInert(schema) ? (value) => inertText(value as string) : undefined;
    case 'object':
      return changeOfObject(def.shape);
    case 'array':
      return changeOfList(def.element);
    case 'record':
      return changeOfRecord(def.keyType, def.valueType);
    case 'union':
      return changeOfUnion(def.options);
    case 'optional':
    case 'nullable': {
      const change = changeOf(def.innerType);
      return change && ((value) => (value === null || value === undefined ? value : change(value)));
    }
    case 'number':
    case 'boolean':
    case 'enum':
    case 'literal':
      return undefined;
    default:
      throw new Error(`answers of the type ${def.type} are unknown to inert-text.ts`);
  }
};

const forms = new WeakMap<z.core.$ZodType, Change>();

/**
 * The function that makes every text of an answer inert, by the schema of the answer. Service-kit applies
 * the function to every answer to a client, so presenters cannot forget it.
 *
 * @throws Error for a schema with parts that the function cannot inspect.
 */
export const inertFormOf = (schema: z.core.$ZodType): Change => {
  let form = forms.get(schema);
  if (form === undefined) {
    form = changeOf(schema) ?? ((value) => value);
    forms.set(schema, form);
  }
  return form;
};
