import type { PdfObject } from '../../make-pdf.ts';
import { draw } from '../../unicode-fonts.ts';
import { page, type Truth } from './true-page.ts';

const plain = page('plain text', [draw('Rivers carry mud.')], 'Rivers carry mud.');
const plainDraws = plain.content;
const picture = 'q 612 0 0 792 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q';
const scan = page('a scan', [picture], '');
/** A drawing of many lines, such as text that a program changed to outlines. */
const outlines = page(
  'text as outlines',
  Array.from({ length: 60 }, (_, at) => `${72 + at * 5} 700 m ${74 + at * 5} 708 l 3 0 l f`),
  '',
);
const stamped = (number: number) =>
  page(
    `scan ${number} with a stamp`,
    [picture, draw(`Scanned ${number}`, { y: 20, size: 8 })],
    `Scanned ${number}`,
  );

/** A font of single bytes whose codes have the given names. */
const fontOf = (toUnicode: string): PdfObject[] => [
  '<< /Type /Font /Subtype /Type0 /BaseFont /Odd /Encoding /Identity-H /DescendantFonts [ 7 0 R ] /ToUnicode 10 0 R >>',
  { dictionary: '', stream: Buffer.from(toUnicode) },
];
const mapping = (entries: string) =>
  `1 begincodespacerange <0000> <FFFF> endcodespacerange ${entries} endcmap`;
/** The codes of ASCII, but for `t` and `h`. */
const withHoles = fontOf(
  mapping(
    '1 beginbfrange <0020> <007A> <0020> endbfrange 2 beginbfchar <0068> <0001> <0074> <0001> endbfchar',
  ),
);
const withPrivate = fontOf(mapping('1 beginbfrange <0020> <007A> <E020> endbfrange'));
const withReplacement = fontOf(
  mapping(
    '2 beginbfrange <0020> <0072> <0020> <0074> <007A> <0074> endbfrange 1 beginbfchar <0073> <FFFD> endbfchar',
  ),
);
const oddFont = '/F5 5 0 R /F6 6 0 R /F9 9 0 R';
const inOddFont = (text: string) => draw(text).replace('/F5', '/F9');
const sentence = 'This is the third thing that the teachers of this school thought through.';

type Kind = readonly [name: string, codes: Truth['details'], pages: Truth['pages'], book?: Truth['book']];

const lost = (name: string, operators: string, book: Truth['book'] = {}): Kind => [
  name,
  [['garbled-text', [2]]],
  [plain, { name, content: operators, text: undefined }],
  book,
];

/** Text in Helvetica. */
const latin = (text: string) => `BT /F1 8 Tf 72 700 Td (${text}) Tj ET`;

/** Text in one of the fonts of Unicode, as a program that names wrong characters writes it. */
const wrong = (name: string, text: string): Kind => lost(name, draw(text));

const annotated = (annotation: string): Truth['book'] => ({
  page: '/Annots [ 9 0 R ]',
  objects: [`<< /Type /Annot /Rect [100 100 200 120] ${annotation} >>`],
});
const field = (entries: string) => annotated(`/Subtype /Widget /T (Name) ${entries}`);
const fileSpec = '<< /Type /Filespec /F (a.txt) /EF << /F 10 0 R >> >>';
const attachedFile: PdfObject = {
  dictionary: '/Type /EmbeddedFile',
  stream: Buffer.from('A tarn is a lake.'),
};
const layered = (catalog: string): Truth['book'] => ({
  resources: '/Properties << /L 9 0 R >>',
  catalog,
  objects: ['<< /Type /OCG /Name (Notes) >>'],
});
const inLayer = page(
  'a layer',
  [plainDraws, '/OC /L BDC', draw('Lava is cold ice.', { y: 600 }), 'EMC'],
  'Rivers carry mud.',
);

const kinds: readonly Kind[] = [
  ['pages that are pictures', [['picture-pages', [2, 4]]], [plain, scan, plain, scan]],
  ['a page of outlines', [['picture-pages', [2]]], [plain, outlines]],
  [
    'scans with the stamp of a scanner',
    [['picture-pages', [2, 3, 4]]],
    [plain, stamped(1), stamped(2), stamped(3), plain, plain],
  ],
  lost('glyphs without a character', inOddFont(sentence), { fonts: oddFont, objects: withHoles }),
  lost('glyphs with private characters', inOddFont(sentence), { fonts: oddFont, objects: withPrivate }),
  lost('glyphs with the replacement character', inOddFont(sentence), {
    fonts: oddFont,
    objects: withReplacement,
  }),
  wrong('digits inside Hindi words', 'वह प्र2क्रिया है जि3समें जल ठं4डा होता है'),
  wrong('digits inside Tamil words', 'நீ1ராவி குளிர்ந்து நீ2ராக மா3றும்'),
  wrong('marks without their letters', 'वह क ्रिया है ज िसमें जल ठ ंडी होती है'),
  lost(
    'letters of another code',
    latin(
      'Wkh vwxghqwv zdwfk wkh prxqwdlq vwuhdp dqg wkhq wkhb frxqw wkh vwrqhv wkdw wkh zdwhu pryhv grzq wkh jhqwoh vorsh',
    ),
  ),
  lost(
    'letters of a font that is no Unicode',
    latin('eSa Hkkjr dk ukxfjd gwA fgUnh Hkk"kk esa fo|ky; esjk gS vkSj lcls cM+k gSA xzUFk lR; dFkk fy[kk'),
  ),
  wrong('letters in UTF-8 read as Latin-1', 'GrÃ¶Ãe fÃ¼r Ã¼ber schÃ¶n mÃ¼de Ã¶l'),
  wrong('words of two scripts', 'Сhеmistrу is thе sсiеnсе of mаttеr аnd сhаngе'),
  ['a note', [['notes', [1]]], [plain], annotated('/Subtype /Text /Contents (Lakes as well?)')],
  [
    'a comment on the page',
    [['notes', [1]]],
    [plain],
    annotated('/Subtype /FreeText /DA (/F1 9 Tf) /Contents (Lakes?)'),
  ],
  ['a note that repeats the page', [], [plain], annotated('/Subtype /Highlight /Contents (carry mud)')],
  ['a link with a description', [], [plain], annotated('/Subtype /Link /Contents (To the map)')],
  ['a filled field', [['form-fields', [1]]], [plain], field('/FT /Tx /V (Mount Kenya)')],
  ['a chosen entry', [['form-fields', [1]]], [plain], field('/FT /Ch /Opt [ (Nile) (Rhine) ] /V (Rhine)')],
  ['an empty field', [], [plain], field('/FT /Tx')],
  ['a checked box', [], [plain], field('/FT /Btn /V /Yes /AS /Yes')],
  [
    'an XFA form',
    [['xfa-form', []]],
    [plain],
    {
      catalog: '/AcroForm << /Fields [ ] /XFA 9 0 R >>',
      objects: [{ dictionary: '', stream: Buffer.from('<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"/>') }],
    },
  ],
  [
    'an attached file',
    [['attachments', []]],
    [plain],
    {
      catalog: '/Names << /EmbeddedFiles << /Names [ (a.txt) 9 0 R ] >> >>',
      objects: [fileSpec, attachedFile],
    },
  ],
  [
    'a file attached to a page',
    [['attachments', [1]]],
    [plain],
    {
      page: '/Annots [ 11 0 R ]',
      objects: [
        fileSpec,
        attachedFile,
        '<< /Type /Annot /Subtype /FileAttachment /Rect [100 100 120 120] /FS 9 0 R >>',
      ],
    },
  ],
  [
    'a portfolio',
    [['portfolio', []]],
    [plain],
    {
      catalog:
        '/Collection << /Type /Collection >> /Names << /EmbeddedFiles << /Names [ (a.txt) 9 0 R ] >> >>',
      objects: [fileSpec, attachedFile],
    },
  ],
  [
    'a layer that is off',
    [['hidden-layer', [1]]],
    [inLayer],
    layered('/OCProperties << /OCGs [ 9 0 R ] /D << /OFF [ 9 0 R ] >> >>'),
  ],
  [
    'layers that are off unless listed',
    [['hidden-layer', [1]]],
    [inLayer],
    layered('/OCProperties << /OCGs [ 9 0 R ] /D << /BaseState /OFF >> >>'),
  ],
];

/** Honest texts that look odd: none of them has a warning. */
const honest = [
  ['bullets of a symbol font', '\uf0b7 Rain \uf0b7 Snow \uf0b7 Hail \uf0b7 Dew'],
  [
    'braces of a symbol font',
    'a = \uf8ee\uf8ef\uf8f0 1 2 \uf8f9\uf8fa\uf8fb and b = \uf8ee\uf8ef\uf8f0 3 \uf8f9\uf8fa\uf8fb',
  ],
  ['Hindi with numbers', 'कक्षा 10वीं में 25 छात्र हैं और 2रा अध्याय जल के बारे में है'],
  ['acronyms', 'HTML, HTTP, XML and CSS are formats of the web, and NASA and the BBC use them.'],
  ['formulas', 'C6H12O6 and NaHCO3 are formulas; Δx, μm and kΩ are lengths and ohms.'],
  [
    'Czech words without vowels',
    'Strč prst skrz krk, vlk zmrzl, smrt čtvrt hrst zrn a blb mlčel dlouho v lese u řeky',
  ],
  ['Russian with Latin words', 'Сайт работает по протоколу HTTP, а файл имеет формат PDF и размер 5 МБ.'],
  ['Thai with numbers', 'ในปี2000มีคน25คนในโรงเรียน'],
] as const;

export const readingWarnings: readonly Truth[] = [
  ...kinds.map(([name, details, pages, book]) => ({
    name,
    pages,
    details: details ?? [],
    ...(book === undefined ? {} : { book }),
  })),
  { name: 'honest odd texts', pages: honest.map(([name, text]) => page(name, [draw(text)], text)) },
];
