import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { allOperations } from '../src/catalogue.ts';
import { problemBody } from '../src/problem.ts';
import {
  charactersIn,
  identifier,
  label,
  scannedMarkdown,
  secret,
  shownLabel,
  shownText,
  text,
  textKindOf,
  withoutControls,
} from '../src/text.ts';

const accepts = (schema: z.ZodType, given: string): boolean => schema.safeParse(given).success;

/** Formats that admit no free text. */
const closedFormats = new Set(['guid', 'uuid', 'datetime', 'date', 'email']);

/** Every string schema below a schema, by its place. */
const stringsIn = (schema: z.core.$ZodType, place: string): [string, z.core.$ZodString][] => {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'string':
      return [[place, schema as z.core.$ZodString]];
    case 'object':
      return Object.entries(def.shape).flatMap(([key, inner]) => stringsIn(inner, `${place}.${key}`));
    case 'array':
      return stringsIn(def.element, `${place}[]`);
    case 'record':
      return [...stringsIn(def.keyType, `${place}{}`), ...stringsIn(def.valueType, `${place}{}`)];
    case 'union':
      return def.options.flatMap((option, index) => stringsIn(option, `${place}(${index})`));
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
      return stringsIn(def.innerType, place);
    case 'pipe':
      return [...stringsIn(def.in, `${place}<`), ...stringsIn(def.out, `${place}>`)];
    case 'number':
    case 'boolean':
    case 'null':
    case 'enum':
    case 'literal':
    case 'transform':
      return [];
    default:
      throw new Error(`${place}: this test does not know the type ${def.type}`);
  }
};

const placesWithoutKind = (schema: z.core.$ZodType, place: string): string[] =>
  stringsIn(schema, place)
    .filter(([, found]) => {
      const { format } = found._zod.def as { format?: string };
      return textKindOf(found) === undefined && !closedFormats.has(format ?? '');
    })
    .map(([where]) => where);

describe('the contracts', () => {
  it('give every string a kind of libs/contracts/src/text.ts or a closed format', () => {
    const places = allOperations.flatMap((op) =>
      Object.entries({
        ...op.success,
        ...op.stream,
        params: op.params,
        query: op.query,
        body: op.body,
      }).flatMap(([part, schema]) => (schema ? placesWithoutKind(schema, `${op.operationId} ${part}`) : [])),
    );
    expect([...places, ...placesWithoutKind(problemBody, 'problem')]).toEqual([]);
  });
});

const unstorable = ['a\u0000b', 'a\ud800b', '\udc00'];
const controls = ['a\u0007b', '\u001b[31m', 'a\u007fb', 'a\u0085b', 'a\u000bb'];

describe('text and label', () => {
  it.each([...unstorable, ...controls])('refuse %j', (given) => {
    expect(accepts(text({ max: 50 }), given)).toBe(false);
    expect(accepts(label({ max: 50 }), given)).toBe(false);
  });

  it('text accepts several lines and stores one kind of line break, label accepts one line', () => {
    expect(text({ max: 50 }).parse(' a\r\nb\tc\rd ')).toBe('a\nb\tc\nd');
    for (const given of ['a\nb', 'a\tb', 'a\u2028b']) expect(accepts(label({ max: 50 }), given)).toBe(false);
  });

  it.each(['\u202eabc', 'a\u2066b', 'a\u202ab'])('label refuses the direction control in %j', (given) => {
    expect(accepts(label({ max: 50 }), given)).toBe(false);
    expect(accepts(text({ max: 50 }), given)).toBe(true);
  });

  it.each([
    '',
    '  ',
    ...'\u200b\u200e\u200f\ufeff\u061c\u115f\u1160\u17b4\u180b\u180e\u2800\u3164\ufe0f\uffa0\u{13441}',
    ...'\u034f\u{13442}\u{16fe4}\u{1bca0}\u{1d159}\u{1d173}\u{e0001}\u{e0041}\u{e0100}',
    '\u00ad\u2060',
  ])('label, and text with a minimum, refuse the blank %j', (given) => {
    expect(accepts(label({ max: 50 }), given)).toBe(false);
    expect(accepts(text({ min: 1, max: 50 }), given)).toBe(false);
    expect(accepts(text({ max: 50 }), given)).toBe(true);
  });

  it.each(['Zoë', 'محمد', 'שָׁלוֹם', '山田', 'ខ្មែរ', 'x < y', "O'Neil-Šmíd", '👩‍🏫'])(
    'label accepts %j',
    (given) => {
      expect(label({ max: 50 }).parse(given)).toBe(given.normalize('NFC'));
    },
  );

  it('count characters after NFC, so that one letter in two code points is one character', () => {
    expect(text({ max: 3 }).parse('e\u0301'.repeat(3))).toBe('ééé');
    expect(accepts(text({ max: 3 }), '🐋'.repeat(3))).toBe(true);
    expect(accepts(text({ max: 3 }), '🐋'.repeat(4))).toBe(false);
    expect(charactersIn('a🐋')).toBe(2);
  });
});

describe('secret', () => {
  it('changes no character, and refuses only texts that cannot be stored', () => {
    const odd = ' e\u0301\u202e\t\u0007 ';
    expect(secret({ max: 20 }).parse(odd)).toBe(odd);
    for (const given of unstorable) expect(accepts(secret({ max: 20 }), given)).toBe(false);
    expect(accepts(secret({ min: 15, max: 256 }), '🐋'.repeat(14))).toBe(false);
    expect(accepts(secret({ min: 15, max: 256 }), '🐋'.repeat(256))).toBe(true);
  });
});

describe('identifier', () => {
  it.each(['', 'a b', 'é', 'a\nb', 'x'.repeat(201), ...unstorable])('refuses %j', (given) => {
    expect(accepts(identifier(), given)).toBe(false);
  });
});

describe('shownText, shownLabel and scannedMarkdown', () => {
  it('accept every text, and replace characters that cannot be shown without moving an offset', () => {
    for (const schema of [shownText(), shownLabel(), scannedMarkdown()])
      for (const given of [...unstorable, ...controls]) {
        const made = schema.parse(given);
        expect(made).toHaveLength(given.length);
        expect(accepts(text({ max: 50 }), made)).toBe(true);
      }
    expect(shownLabel().parse('a\nb\tc')).toBe('a b c');
    expect(shownText().parse('a\r\nb\tc')).toBe('a\r\nb\tc');
  });
});

describe('withoutControls', () => {
  const units = Array.from({ length: 0x1_00_00 }, (_, unit) => `rain${String.fromCharCode(unit)}snow`);
  const running = text({ max: 20 });

  it('makes a text that the kind `text` accepts, whatever character the given text contains', () => {
    const refused = units.filter((given) => !accepts(running, given));
    expect(refused.length).toBeGreaterThan(2_000);
    expect(refused.filter((given) => !accepts(running, withoutControls(given)))).toEqual([]);
  });

  it('leaves a text that the kind `text` accepts as it is', () => {
    const accepted = units.filter((given) => accepts(running, given));
    expect(accepted.filter((given) => withoutControls(given) !== given)).toEqual([]);
  });

  it('keeps the lines of text that was copied from slides and pages', () => {
    expect(withoutControls('rain\vsnow\fhail')).toBe('rain\nsnow\nhail');
  });
});
