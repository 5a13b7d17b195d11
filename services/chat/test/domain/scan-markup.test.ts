import { withoutEscapes } from '@ai-teacher/contracts/chat/escaped-text.ts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { escapeQuote } from '../../src/domain/grounding/escape-quote.ts';
import { createMarkupScanner } from '../../src/domain/grounding/scan-markup.ts';

/** Scans the text in deltas of the given lengths; markers are shown as {n}. */
const scan = (text: string, lengths: readonly number[] = []): string => {
  const scanner = createMarkupScanner((address) => address === 'https://book.example/code');
  const pieces = [];
  let rest = text;
  for (const length of lengths) {
    pieces.push(...scanner.push(rest.slice(0, length)));
    rest = rest.slice(length);
  }
  pieces.push(...scanner.push(rest), ...scanner.finish());
  return pieces
    .map((piece) => (piece.kind === 'text' ? piece.text : `{${piece.numbers.join(',')}}`))
    .join('');
};

describe('createMarkupScanner recognises markers', () => {
  it.each([
    ['A claim [1].', 'A claim {1}.'],
    ['Two [1][2], a list [1, 3], a range [2-4].', 'Two {1}{2}, a list {1,3}, a range {2,3,4}.'],
    ['A footnote[^2] and a linked one [3](https://evil.example).', 'A footnote{2} and a linked one {3}.'],
    [
      'In code `list[0]` and\n```\nrow[1][2]\n```\nare none.',
      'In code `list[0]` and\n```\nrow[1][2]\n```\nare none.',
    ],
    ['Neither is \\[x\\] or [sic] or [12345].', 'Neither is \\[x\\] or [sic] or [12345].'],
  ])('createMarkupScanner recognises the markers of %j', (given, expected) => {
    expect(scan(given)).toBe(expected);
  });
});

describe('createMarkupScanner removes links to other places', () => {
  it.each([
    ['An image ![alt](https://evil.example/?q=secret) here', 'An image alt here'],
    ['A [link](https://evil.example) here', 'A link here'],
    ['Nested [![x](https://evil.example/p)](https://evil.example)', 'Nested x] ((link removed))'],
    ['See https://evil.example/a?b=c.', 'See (link removed).'],
    ['See www.evil.example now', 'See (link removed) now'],
    ['Code at https://book.example/code.', 'Code at `https://book.example/code`.'],
    ['<img src="https://evil.example/p">x', '&lt;img src="(link removed)">x'],
    ['<https://evil.example>', '&lt;(link removed)>'],
    ['<script>alert(1)</script>', '&lt;script>alert(1)&lt;/script>'],
    ['<foo-bar onclick=alert(1)>', '&lt;foo-bar onclick=alert(1)>'],
    ['<!-- hidden --> and <?php ?>', '&lt;!-- hidden --> and &lt;?php ?>'],
    ['A generic List<int>', 'A generic List&lt;int>'],
    ['The end <', 'The end &lt;'],
    ['<a href=javascript:alert(1)>here</a>', '&lt;a href=javascript:alert(1)>here&lt;/a>'],
    ['An unclosed <img src=x onerror=alert(1)', 'An unclosed &lt;img src=x onerror=alert(1)'],
    ['Grown together: <im<b>g src=x>', 'Grown together: &lt;im&lt;b>g src=x>'],
    ['Grown together: <a<b> href=//evil.example>', 'Grown together: &lt;a&lt;b> href=//evil.example>'],
    ['Grown together: <[a href=//evil.example](b)>', 'Grown together: < a href=//evil.example>'],
    ['Grown together: <im![g src=x](b)>', 'Grown together: &lt;img src=x>'],
    ['Over a line [a\nb](//evil.example)', 'Over a line [a\nb] (//evil.example)'],
    ['A definition\n[x]: //evil.example', 'A definition\n[x] : //evil.example'],
    ['Tags \u{e0041}\u{e0042}and\u200b bidi\u202e gone', 'Tags and bidi gone'],
  ])('createMarkupScanner removes links, images and elements of %j', (given, expected) => {
    expect(scan(given)).toBe(expected);
  });
});

describe('createMarkupScanner on harmless text', () => {
  it.each([
    'If a < b and c > d then 1<2.',
    'A list of 3 and x != y! Really!',
    'The formula \\(a^2 + b^2\\) and \\[E = mc^2\\] and $$x_1$$ and $5.',
    'However, what follows is wholly fine; half of www is w.',
    '# Heading\n\n- **bold**\n- `code`\n\n> quote\n',
    '光合作用 🌱 हिन्दी',
  ])('createMarkupScanner leaves harmless text unchanged: %j', (text) => {
    expect(scan(text)).toBe(text);
  });
});

const runs = Number(process.env.PROPERTY_RUNS ?? 2_000);

const awkward = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '[',
        ']',
        '(',
        ')',
        '!',
        '<',
        '>',
        '`',
        '```',
        '\\',
        '$',
        '\n',
        '\n\n',
        ' ',
        ':',
        '1',
        '23',
        'a',
        'x',
      ),
      fc.constantFrom(
        'https://',
        'http',
        'www.',
        'evil.example',
        '[1]',
        '[a](b)',
        '![a](b)',
        '<img src=x>',
        '<b>',
        '</b>',
        '<!--',
        '-->',
        '🌱',
        'ü',
      ),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

describe('createMarkupScanner and escapeQuote on any text', () => {
  it('createMarkupScanner returns the same text for every division into deltas', () => {
    fc.assert(
      fc.property(awkward, fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 40 }), (text, lengths) => {
        expect(scan(text, lengths)).toBe(scan(text));
      }),
      { numRuns: runs },
    );
  });

  it('no text has an element after the scan', () => {
    fc.assert(
      fc.property(awkward, (text) => {
        expect(scan(text)).not.toMatch(/<[a-z/!?]/iu);
      }),
      { numRuns: runs },
    );
  });

  it('escapeQuote loses no character, and leaves no link, definition, marker or element', () => {
    fc.assert(
      fc.property(awkward, (text) => {
        const out = escapeQuote(text);
        expect(out).not.toMatch(/!\[|\]\(|\]:|\]\[|<[a-z/!?]|\[\d/iu);
        expect(withoutEscapes(out.replaceAll('`', ''))).toBe(text);
      }),
      { numRuns: runs },
    );
  });
});

describe('a quote stands as the book has it', () => {
  it.each([
    ['Put <b>bold</b> in a <foo-bar>.', 'Put &lt;b>bold&lt;/b> in a &lt;foo-bar>.'],
    ['Note [1] and a [link](x) in `code`.', 'Note &#91;1] and a [link&#93;(x) in &#96;code&#96;.'],
    ['Write &lt; for x < y.', 'Write &amp;lt; for x < y.'],
    ['See https://book.example/a?b=1&c=2.', 'See `https://book.example/a?b=1&c=2`.'],
    ['def __init__(self): 2 * 3', 'def __init__(self): 2 * 3'],
  ])('%j is shown as %j', (quote, shown) => {
    expect(escapeQuote(quote)).toBe(shown);
  });
});
