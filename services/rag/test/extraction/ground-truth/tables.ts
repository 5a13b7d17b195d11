import { draw, drawApart } from '../../unicode-fonts.ts';
import { page, seen, type TruePage } from './true-page.ts';

type Place = { readonly x?: readonly number[]; readonly y?: number; readonly step?: number };

/** Draws the rows of a table, cell by cell. Empty cells draw nothing. */
const rows = (
  cells: readonly (readonly string[])[],
  { x = [72, 180, 300], y = 700, step = 16 }: Place = {},
): string[] =>
  cells.flatMap((row, at) =>
    row.flatMap((text, column) =>
      text === '' ? [] : [draw(text, { x: x[column] ?? 0, y: y - at * step, size: 10 })],
    ),
  );

/** Draws a text in Helvetica, which is another font than the font of the cells. */
const heading = (text: string, x: number, y = 700): string =>
  `BT /F1 10 Tf 1 0 0 1 ${x} ${y} Tm (${text}) Tj ET`;

const lakes = [
  ['Lake', 'Area (km)', 'Depth'],
  ['Ladoga', '17700', '230'],
  ['Onega', '9700', '127'],
  ['Saimaa', '4400', '82'],
];

const listing = (text: string, y: number): string => `BT /F2 10 Tf 1 0 0 1 72 ${y} Tm (${text}) Tj ET`;

export const tables: TruePage[] = [
  page(
    'a table of numbers',
    rows(lakes),
    'Lake Area (km) Depth\nLake: Ladoga; Area (km): 17700; Depth: 230\nLake: Onega; Area (km): 9700; Depth: 127\nLake: Saimaa; Area (km): 4400; Depth: 82',
  ),
  page(
    'a table with narrow gaps, between paragraphs',
    [
      draw('These lakes are the largest of the north:', { y: 730, size: 10 }),
      ...rows(lakes, { x: [72, 114, 172] }),
      draw('All of them freeze in winter.', { y: 620, size: 10 }),
    ],
    'These lakes are the largest of the north:\n\nLake Area (km) Depth\nLake: Ladoga; Area (km): 17700; Depth: 230\nLake: Onega; Area (km): 9700; Depth: 127\nLake: Saimaa; Area (km): 4400; Depth: 82\n\nAll of them freeze in winter.',
  ),
  page(
    'a table whose header has two lines',
    rows([
      ['', 'Area', 'Greatest'],
      ['Lake', '(km)', 'depth'],
      ['Ladoga', '17700', '230'],
      ['Onega', '9700', '127'],
    ]),
    'Lake Area (km) Greatest depth\nLake: Ladoga; Area (km): 17700; Greatest depth: 230\nLake: Onega; Area (km): 9700; Greatest depth: 127',
  ),
  page(
    'a table of words below a header in another font',
    [
      heading('Country', 72),
      heading('Capital', 180),
      ...rows(
        [
          ['Norway', 'Oslo'],
          ['Finland', 'Helsinki'],
          ['Estonia', 'Tallinn'],
        ],
        { y: 684 },
      ),
    ],
    'Country Capital\nCountry: Norway; Capital: Oslo\nCountry: Finland; Capital: Helsinki\nCountry: Estonia; Capital: Tallinn',
  ),
  page(
    'a table with a cell of two lines',
    [
      heading('Term', 72),
      heading('Meaning', 180),
      ...rows([['moraine', 'a ridge of stones that']], { y: 680 }),
      ...rows([['', 'a glacier leaves']], { y: 668 }),
      ...rows([['tarn', 'a small lake']], { y: 648 }),
      ...rows([['delta', 'the mouth of a river']], { y: 628 }),
    ],
    'Term Meaning\nTerm: moraine; Meaning: a ridge of stones that a glacier leaves\nTerm: tarn; Meaning: a small lake\nTerm: delta; Meaning: the mouth of a river',
  ),
  page(
    'a table with an empty cell and a column without a title',
    rows([
      ['', 'Spring', 'Autumn'],
      ['Rain', '40', '95'],
      ['Snow', '', '12'],
      ['Fog', '7', '31'],
    ]),
    'Spring Autumn\nRain; Spring: 40; Autumn: 95\nSnow; Autumn: 12\nFog; Spring: 7; Autumn: 31',
  ),
  page(
    'a Hebrew table, the right column first',
    [
      ['אגם', 'עומק'],
      ['לדוגה', '230'],
      ['אונגה', '127'],
      ['סימה', '82'],
    ].flatMap(([name = '', depth = ''], row) => [
      ...drawApart(/\d/u.test(depth) ? [...depth] : seen(depth), { x: 300, y: 700 - row * 16, size: 10 }),
      ...drawApart(seen(name), { x: 400 - name.length * 5, y: 700 - row * 16, size: 10 }),
    ]),
    'אגם עומק\nאגם: לדוגה; עומק: 230\nאגם: אונגה; עומק: 127\nאגם: סימה; עומק: 82',
  ),
];

/** Pages on which no table is found, although their text stands in columns. */
export const noTables: TruePage[] = [
  page(
    'a list with numbers',
    rows(
      [
        ['1.', 'Ice melts in spring.'],
        ['2.', 'Water runs down.'],
        ['3.', 'It freezes again.'],
      ],
      { x: [72, 100] },
    ),
    '1. Ice melts in spring. 2. Water runs down. 3. It freezes again.',
  ),
  page(
    'words in two languages',
    rows([
      ['house', 'Haus'],
      ['river', 'Fluss'],
      ['stone', 'Stein'],
    ]),
    'house Haus river Fluss stone Stein',
  ),
  page(
    'a table of contents',
    rows([
      ['Preface', 'v'],
      ['Rivers', '1'],
      ['Lakes', '14'],
      ['Seas', '29'],
    ]),
    'Preface v Rivers 1 Lakes 14 Seas 29',
  ),
  page(
    'a listing with columns',
    ['name     size', 'ladoga   17700', 'onega    9700', 'saimaa   4400'].map((line, at) =>
      listing(line, 700 - at * 12),
    ),
    'name size ladoga 17700 onega 9700 saimaa 4400',
  ),
];

/** A table that goes on at the top of the next page, without its header. */
export const longTable: TruePage[] = [
  page(
    'a table at the end of a page',
    [draw('The largest lakes of the north.', { y: 200, size: 10 }), ...rows(lakes, { y: 120 })],
    'The largest lakes of the north. Lake Area (km) Depth Lake: Ladoga; Area (km): 17700; Depth: 230 Lake: Onega; Area (km): 9700; Depth: 127 Lake: Saimaa; Area (km): 4400; Depth: 82',
  ),
  page(
    'the rest of the table',
    [
      ...rows([
        ['Inari', '1040', '92'],
        ['Mjosa', '365', '468'],
        ['Femund', '203', '131'],
      ]),
      draw('They formed when the ice melted.', { y: 600, size: 10 }),
    ],
    'Lake: Inari; Area (km): 1040; Depth: 92\nLake: Mjosa; Area (km): 365; Depth: 468\nLake: Femund; Area (km): 203; Depth: 131\n\nThey formed when the ice melted.',
  ),
];
