import { z } from 'zod';

/**
 * The kinds of text. Every string of a contract has one, so that no string enters or leaves by chance.
 *
 * | kind | for | entry | exit to a client |
 * |---|---|---|---|
 * | `text` | running text of a person | refused when unfit, NFC, trimmed | inert |
 * | `label` | a name, title or label from a person | as `text`: one line, no direction controls | inert |
 * | `secret` | a password | refused when unfit, never changed | – |
 * | `identifier` | tokens, ids, codes, addresses: visible ASCII | refused when unfit | unchanged |
 * | `shown` | what a service copies from documents, models, events or its store | repaired | inert |
 * | `markdown` | answers whose markup a scanner has already checked | repaired | unchanged |
 *
 * "Inert" is the form of `inertText`. Between services every text stays as it is.
 */
export type TextKind = 'text' | 'label' | 'secret' | 'identifier' | 'shown' | 'markdown';

const kinds = z.registry<{ kind: TextKind }>();

/** The kind of a string schema; undefined for a schema that none of the functions below has made. */
export const textKindOf = (schema: z.core.$ZodType): TextKind | undefined => kinds.get(schema)?.kind;

const kindOfField = (schema: z.core.$ZodType): TextKind | undefined => {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === 'optional' || def.type === 'nullable' || def.type === 'default')
    return kindOfField(def.innerType);
  if (def.type === 'pipe') return kindOfField(def.in);
  if (def.type === 'union') return def.options.map(kindOfField).find((kind) => kind !== undefined);
  return textKindOf(schema);
};

/** The fields of a body or a query that contain text, with its kind. Tests and `npm run attack` try them. */
export const textFieldsOf = (schema: z.ZodType | undefined): readonly (readonly [string, TextKind])[] =>
  schema instanceof z.ZodObject
    ? Object.entries(schema.shape).flatMap(([name, field]) => {
        const kind = kindOfField(field);
        return kind === undefined ? [] : [[name, kind] as const];
      })
    : [];

type Length = { readonly min?: number; readonly max: number };

/** Number of characters (Unicode code points), as JSON Schema and PostgreSQL count them. */
export const charactersIn = (text: string): number => {
  let count = 0;
  for (const _character of text) count += 1;
  return count;
};

const lengthFault = ({ min = 0, max }: Length): string =>
  min === 0 ? `must have at most ${max} characters` : `must have ${min} to ${max} characters`;

const sized = (schema: z.ZodString, kind: TextKind, length: Length): z.ZodString => {
  const { min = 0, max } = length;
  const made = schema
    .refine((text) => {
      const count = charactersIn(composed(text));
      return count >= min && count <= max;
    }, lengthFault(length))
    .meta({ ...(min === 0 ? {} : { minLength: min }), maxLength: max });
  return made.register(kinds, { kind });
};

/** No control characters but tab and line breaks, and no lone surrogates. */
const runningPattern = /^(?:[^\p{Cc}\p{Cs}]|[\t\n\r])*$/u;
/** One line: no control characters, no line separators, no direction overrides, embeddings or isolates. */
const linePattern = /^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u;
/** PostgreSQL stores no NUL, and UTF-8 has no form for half a character. */
const storablePattern = /^[^\p{Cs}\0]*$/u;

/**
 * A character that people can see. Unicode lists most others by property: separators, control and format
 * characters, marks, and the default ignorable ones (Hangul fillers, variation selectors, tags). The rest are
 * blanks that it counts as letters or symbols: Braille, Egyptian hieroglyphs and the null notehead.
 */
const seenPattern = /[^\p{Z}\p{C}\p{M}\p{Default_Ignorable_Code_Point}\u2800\u{13441}\u{13442}\u{1d159}]/u;

/** Whether people can see at least one character of a text. */
export const isSeen = (given: string): boolean => seenPattern.test(given);

const composed = (text: string): string => text.normalize('NFC');

/**
 * Running text of a person: a message, an answer, feedback. Line breaks become `\n`; the text is trimmed and
 * in NFC. `min` and `max` count characters. With a `min`, at least one character is visible.
 */
export const text = (length: Length): z.ZodString =>
  sized(
    z
      .string()
      .overwrite((given) => composed(given.replace(/\r\n?/gu, '\n')))
      .trim()
      .regex(runningPattern, 'must not contain control characters or half characters')
      .refine((given) => length.min === undefined || given === '' || isSeen(given), 'must not be blank'),
    'text',
    length,
  );

/**
 * Running text without the characters that `text` refuses. Programs write a new line of copied text as a
 * vertical tab or a form feed, so these become line breaks. Other control characters become blanks.
 */
export const withoutControls = (given: string): string =>
  given
    .toWellFormed()
    .replace(/[\v\f\u0085]/gu, '\n')
    .replace(/[\p{Cc}--[\t\n\r]]/gv, ' ');

/** A name, title or label from a person: one line with at least one visible character, trimmed, in NFC. */
export const label = ({ max }: { readonly max: number }): z.ZodString =>
  sized(
    z
      .string()
      .overwrite(composed)
      .trim()
      .regex(linePattern, 'must not contain control characters, direction controls or half characters')
      .refine(isSeen, 'must not be blank'),
    'label',
    { max },
  ).meta({ minLength: 1 });

/** A password. It is never changed here; auth compares passwords in NFC, in which `length` counts. */
export const secret = (length: Length): z.ZodString =>
  sized(
    z.string().regex(storablePattern, 'must not contain the character NUL or half characters'),
    'secret',
    length,
  );

/**
 * A text that programs write and read: tokens, ids, codes, cursors, e-mail addresses. Visible ASCII
 * characters.
 *
 * @param fault the message of a refusal.
 */
export const identifier = ({
  max = 200,
  pattern = /^[\x21-\x7e]*$/u,
  fault = 'must consist of visible ASCII characters',
}: {
  readonly max?: number;
  readonly pattern?: RegExp;
  readonly fault?: string;
} = {}): z.ZodString => sized(z.string().regex(pattern, fault), 'identifier', { min: 1, max });

/**
 * A control character or half a character becomes one U+FFFD, so no offset into the text changes. A document
 * that contains one must not become unreadable for that reason.
 */
const repaired = (given: string): string => given.toWellFormed().replace(/[\p{Cc}--[\t\n\r]]/gv, '\ufffd');

/** A token, id or code that a service made, in an answer. */
export const shownIdentifier = (): z.ZodString =>
  z.string().overwrite(repaired).register(kinds, { kind: 'identifier' });

/** Running text that a service copies from a document, a model, an event or its store. */
export const shownText = (): z.ZodString => z.string().overwrite(repaired).register(kinds, { kind: 'shown' });

/** The same for a name, title or label: line breaks and tabs become blanks. */
export const shownLabel = (): z.ZodString =>
  z
    .string()
    .overwrite((given) => repaired(given.replace(/[\t\n\r\u2028\u2029]/gu, ' ')))
    .register(kinds, { kind: 'shown' });

/**
 * An answer with Markdown, whose writer has removed links, images and elements. `scan-markup.ts` of chat does
 * that while the answer arrives.
 */
export const scannedMarkdown = (): z.ZodString =>
  z.string().overwrite(repaired).register(kinds, { kind: 'markdown' });
