/** Fonts whose codes are the code units of Unicode, for lines in any script. */
import type { PdfObject } from './make-pdf.ts';

/** The entries of `fonts` in a book whose further objects begin with `unicodeFonts`. */
export const unicodeFontNames = '/F5 5 0 R /F6 6 0 R';

const toUnicode = [
  '/CIDInit /ProcSet findresource begin 12 dict begin begincmap',
  '/CMapName /Adobe-Identity-UCS def /CMapType 2 def',
  '1 begincodespacerange <0000> <FFFF> endcodespacerange',
  '1 beginbfrange <0000> <FFFF> <0000> endbfrange',
  'endcmap CMapName currentdict /CMap defineresource pop end end',
].join('\n');

const composite = (encoding: 'Identity-H' | 'Identity-V'): string =>
  `<< /Type /Font /Subtype /Type0 /BaseFont /Any /Encoding /${encoding} /DescendantFonts [ 7 0 R ] /ToUnicode 8 0 R >>`;

/**
 * Objects 5 to 8: a font across the page, a font down the page, and their parts. Each character is as wide as
 * half of its size, and a mark has no width. One character of private use is wider, because a font
 * whose characters all have one width is a font of program text.
 */
export const unicodeFonts: readonly PdfObject[] = [
  composite('Identity-H'),
  composite('Identity-V'),
  '<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Any /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 500 /W [768 879 0 1425 1479 0 1611 1631 0 57344 57344 600] /DW2 [880 -1000] /FontDescriptor << /Type /FontDescriptor /FontName /Any /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >> >>',
  { dictionary: '', stream: Buffer.from(toUnicode) },
];

/** A string of the fonts above. */
const hex = (text: string): string => `<${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`;

export type Drawing = {
  readonly x?: number;
  readonly y?: number;
  readonly size?: number;
  readonly font?: 'F1' | 'F5' | 'F6';
};

/** Operators that draw a text. `F5` sets it across the page, `F6` down the page. */
export const draw = (text: string, { x = 72, y = 700, size = 12, font = 'F5' }: Drawing = {}): string =>
  `BT /${font} ${size} Tf 1 0 0 1 ${x} ${y} Tm ${hex(text)} Tj ET`;

/** Draws each character at its own place, as browsers and design programs do. */
export const drawApart = (
  characters: readonly string[],
  { x = 72, y = 700, size = 12, step = size / 2 }: Drawing & { readonly step?: number } = {},
): string[] => characters.map((character, index) => draw(character, { x: x + index * step, y, size }));
