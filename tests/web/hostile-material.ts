import { hostileMarkup } from '@ai-teacher/test-kit/app/hostile-text.ts';
import { makePdf } from '../../services/rag/test/make-pdf.ts';
import { draw, unicodeFontNames, unicodeFonts } from '../../services/rag/test/unicode-fonts.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz';

/** A word in which no line can break. Its letters vary, so that no rule takes it for a ruler line. */
export const longWord = (length: number): string =>
  Array.from({ length }, (_, at) => letters[(at * 7 + (at >> 3)) % letters.length]).join('');

export const hugeWord = longWord(40_000);

/** Elements, links and addresses, beside those of `hostileMarkup`. */
export const attack = `<x-evil onclick=alert(1)>tap</x-evil> <script>alert(2)</script> ${hostileMarkup}`;
/** Shows Latin text backwards where it has an effect. */
export const override = '\u202egnp.exe\u202c \u2067\u05d0\u05d1\u2069';

/** A sentence of the book that a citation and an item can quote. */
export const bookSentence = 'Condensation is the change of water vapour into liquid water';

const hex = (text: string): string => Buffer.from(text, 'utf16le').swap16().toString('hex');

/** Glyphs of the long word: a font may state that one glyph stands for thousands of characters. */
const pieceLength = 2_000;
const pieces = Array.from({ length: hugeWord.length / pieceLength }, (_, at) =>
  hugeWord.slice(at * pieceLength, (at + 1) * pieceLength),
);
const glyphOf = (at: number): string => (0x41 + at).toString(16).padStart(4, '0');
const longFont = [
  '/CIDInit /ProcSet findresource begin 12 dict begin begincmap',
  '/CMapName /Adobe-Identity-UCS def /CMapType 2 def',
  '1 begincodespacerange <0000> <FFFF> endcodespacerange',
  `${pieces.length} beginbfchar`,
  ...pieces.map((piece, at) => `<${glyphOf(at)}> <${hex(piece)}>`),
  'endbfchar endcmap CMapName currentdict /CMap defineresource pop end end',
].join('\n');

/** Objects 9 and 10: the font of the long word, and what its glyphs stand for. */
const longWordFont = [
  '<< /Type /Font /Subtype /Type0 /BaseFont /Any /Encoding /Identity-H /DescendantFonts [ 7 0 R ] /ToUnicode 10 0 R >>',
  { dictionary: '', stream: Buffer.from(longFont) },
];

/**
 * A book of three pages: sentences between markup and direction controls, a word of 40 000 characters between
 * two sentences, and plain sentences for items. Its outline has a hostile heading. The comment at its end
 * makes each book another document.
 */
export const hostileBook = (comment: string): Buffer => {
  const word = pieces.map((_, at) => glyphOf(at)).join('');
  const file = makePdf({
    objects: [...unicodeFonts, ...longWordFont],
    fonts: `${unicodeFontNames} /F9 9 0 R`,
    outline: [{ title: `Water ${hostileMarkup}`, pageIndex: 0 }],
    pageLabels: '0 << /P (<img src=x onerror=alert\\(1\\)>) /S /D >>',
    pages: [
      {
        lines: [
          { text: `Water ${hostileMarkup}`, size: 6 },
          `${bookSentence}.`,
          '<x-evil onclick=alert(1)>Evaporation</x-evil> is the change of liquid water into water vapour.',
          '<script>alert(2)</script> Clouds form where air rises and cools.',
        ],
        after: draw(override, { y: 600 }),
      },
      {
        lines: ['A long word follows, which tells nothing about the weather at all.'],
        after: `BT /F9 9 Tf 1 0 0 1 72 650 Tm <${word}> Tj ET\n${draw('The long word has ended here.', { y: 600 })}`,
      },
      {
        lines: [
          'Precipitation is water that falls from clouds to the ground.',
          'A barometer is an instrument that measures the pressure of the air.',
          'Humidity is the amount of water vapour in the air.',
        ],
      },
    ],
  });
  return Buffer.concat([file, Buffer.from(`\n% ${comment}\n`)]);
};

/** The answer of a model that follows the orders of a hostile book. */
export const hostileAnswer = [
  `The book says "${bookSentence}" [1][2][3].`,
  attack,
  override,
  hugeWord,
  '[1]: https://evil.example/reference "title"',
  '<iframe src="https://evil.example"></iframe> ![x][1] https://evil.example/plain',
].join('\n\n');
