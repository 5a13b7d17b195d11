import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { marked } from 'marked';
import { z } from 'zod';
import { inertFormOf, inertText } from '../src/inert-text.ts';
import { identifier, label, scannedMarkdown, shownText, text } from '../src/text.ts';
import { answers, sampleOf } from './samples.ts';

/** The elements that a text may become: to format it, or to write an e-mail. */
const harmlessPattern =
  /<\/?(?:p|em|strong|code|pre|h[1-6]|ul|ol|li|blockquote|hr|br|del|table|thead|tbody|tr|th|td)>|<code class="language-[^"]*">|<ol start="\d+">|<a href="mailto:[^"]*">[^<]*<\/a>/gu;

/**
 * The elements of a text, as it is and as Markdown, that load, run or lead somewhere. The renderer passes
 * HTML on.
 */
const activeIn = (given: string): string[] =>
  [given, marked.parse(given, { async: false, gfm: true }).replaceAll(harmlessPattern, '')].flatMap(
    (html) => html.match(/<[a-z/!?][^>]*>?/giu) ?? [],
  );

const hostile = [
  '![](https://evil.example/x.png)',
  '[free marks](javascript:alert(1))',
  '![a][b]\n\n[b]: https://evil.example/x.png',
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '<script>alert(1)</script>',
  '<x-own onclick=a>',
  '<!-- hidden -->',
  '<?php 1 ?>',
  '<https://evil.example>',
  'https://evil.example',
  'www.evil.example',
  '<im\u200bg src=x onerror=alert(1)>',
  '!\u202e[](https://evil.example)',
  '<<img src=x>',
  '<img src=x onerror=alert(1)',
];

describe('inertText', () => {
  it.each(hostile)('makes %j load, run and link nothing', (given) => {
    expect(activeIn(given)).not.toEqual([]);
    expect(activeIn(inertText(given))).toEqual([]);
  });

  it.each([
    'x < y',
    'a * b',
    'f_1',
    'a[0][1] = (b)',
    'if (n <= 3 && m > 2)',
    '`code`',
    'Wow! [1] (2)',
    'AT&T #1: 50 %',
    'ni\u0303os می\u200cخواهم 👩\u200d🏫',
    'C:\\path',
    'help@school.example',
  ])('leaves %j as it is', (given) => {
    expect(inertText(given)).toBe(given);
  });

  it('loses no word', () => {
    expect(inertText('![A map](https://maps.example) if a<b: arr[i](x)')).toBe(
      '! [A map] (https:// maps.example) if a‹b: arr[i] (x)',
    );
  });

  it('removes direction overrides and invisible characters', () => {
    expect(inertText('\u202eevil\u202c \u2066a\u2069 \u{e0041}b\u0007\ud800')).toBe('evil a b');
  });

  it('makes any mixture of the constructs inert, and leaves its own result unchanged', () => {
    const pieces = [
      '<',
      '!',
      '[',
      ']',
      '(',
      ')',
      ':',
      '/',
      'http',
      'www.',
      ' ',
      '\n',
      '`',
      '\\',
      '"',
      '=',
      '>',
    ];
    const some = fc.constantFrom(
      ...pieces,
      ...hostile,
      'img src=x onerror=a',
      '\u200b',
      '\u202e',
      'a',
      '*',
      '&lt;',
    );
    fc.assert(
      fc.property(fc.array(some, { maxLength: 12 }), (parts) => {
        const made = inertText(parts.join(''));
        expect(inertText(made)).toBe(made);
        expect(activeIn(made)).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('inertFormOf', () => {
  it.each(answers)('makes every text of $name inert', ({ schema }) => {
    for (const given of hostile) {
      const parsed = schema.parse(sampleOf(schema, given));
      const made = JSON.stringify(inertFormOf(schema)(parsed));
      expect(made.includes(JSON.stringify(given).slice(1, -1))).toBe(false);
    }
  });

  it('changes text, labels and shown text, and leaves identifiers and scanned Markdown', () => {
    const schema = z.strictObject({
      text: text({ max: 99 }).optional(),
      names: z.array(label({ max: 99 })),
      either: z.union([z.array(shownText()), shownText(), z.boolean()]).nullable(),
      id: identifier(),
      answer: scannedMarkdown(),
      count: z.int(),
    });
    const form = inertFormOf(schema);
    const given = { names: ['<b>'], either: ['<b>'], id: 'https://a', answer: '<b>', count: 1 };
    const inert = { names: ['‹b>'], either: ['‹b>'], id: 'https://a', answer: '<b>', count: 1 };
    expect(form(given)).toEqual(inert);
    expect(form({ ...given, text: '<b>', either: '<b>' })).toEqual({ ...inert, text: '‹b>', either: '‹b>' });
    expect(form({ ...given, either: null })).toEqual({ ...inert, either: null });
  });

  it('throws for an answer whose text it could not reach', () => {
    expect(() => inertFormOf(z.strictObject({ any: z.unknown() }))).toThrow('unknown');
    expect(() => inertFormOf(z.record(shownText(), identifier()))).toThrow('records by prose');
  });

  it('changes the values of a record and leaves its keys', () => {
    const form = inertFormOf(z.record(identifier(), shownText()));
    expect(form({ 'www.a': '<b>' })).toEqual({ 'www.a': inertText('<b>') });
  });
});
