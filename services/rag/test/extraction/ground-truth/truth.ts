import { deflateSync } from 'node:zlib';
import { type Drawing, draw, drawApart } from '../../unicode-fonts.ts';
import { textColumns } from './columns.ts';
import { declaredTexts } from './declared-texts.ts';
import { printedTruths } from './printed/printed-truths.ts';
import { readingWarnings } from './reading-warnings.ts';
import { sentenceEnds } from './sentence-ends.ts';
import { longTable, noTables, tables } from './tables.ts';
import { page, seen, type TruePage, type Truth } from './true-page.ts';

const directions: TruePage[] = [
  page('Hebrew, letter by letter from the left', drawApart(seen('הירח מקיף את הארץ.')), 'הירח מקיף את הארץ.'),
  page(
    'Hebrew, letter by letter from the right',
    drawApart(seen('הירח מקיף את הארץ.')).reverse(),
    'הירח מקיף את הארץ.',
  ),
  page('Hebrew, in one piece', [draw(seen('מים רותחים כאן').join(''))], 'מים רותחים כאן'),
  page('Persian, letter by letter', drawApart(seen('گرما یخ را آب می‌کند')), 'گرما یخ را آب می‌کند'),
  page('Urdu, letter by letter', drawApart(seen('پانی جم کر برف بنتا ہے')), 'پانی جم کر برف بنتا ہے'),
  page('Arabic presentation forms', drawApart(['\ufee9', '\ufefb']), 'لاه'),
  page(
    'Arabic presentation forms of a word',
    drawApart(['\ufe8d', '\ufee3', '\ufedf', '\ufe8d'].slice(1)),
    'الم',
  ),
  page('an Arabic number inside a line', drawApart([...'١٩٩٨', ...seen('منذ عام ')]), 'منذ عام ١٩٩٨'),
  page(
    'a European number inside a line',
    drawApart([...seen(' מעלות'), ...'37', ...seen('החום הוא ')]),
    'החום הוא 37 מעלות',
  ),
  page(
    'a Latin word inside a line',
    drawApart([...seen(' נע לאט'), ...'glacier', ...seen('הקרחון ')]),
    'הקרחון glacier נע לאט',
  ),
  page(
    'brackets stored as they look',
    drawApart([...seen(' נע'), '(', ...'glacier', ')', ...seen('הקרחון ')]),
    'הקרחון (glacier) נע',
  ),
  page(
    'brackets stored as they are written',
    drawApart([...seen(' נע'), ')', ...'glacier', '(', ...seen('הקרחון ')]),
    'הקרחון (glacier) נע',
  ),
  page(
    'an Arabic word inside an English line',
    drawApart([...'The word ', ...seen('ماء'), ...' means water.']),
    'The word ماء means water.',
  ),
  page(
    'words of a Hebrew line, drawn word by word from the right',
    [
      draw(seen('הארץ').join(''), { x: 150 }),
      draw(seen('סביב').join(''), { x: 122 }),
      draw(seen('השמש').join(''), { x: 94 }),
    ],
    'הארץ סביב השמש',
  ),
  page(
    'Hebrew points after their letters',
    drawApart(['\u05dd', '\u05d5\u05b9', '\u05dc', '\u05e9\u05c1\u05b8']),
    'שָׁלוֹם',
  ),
  page(
    'English, letter by letter from the right',
    drawApart([...'A tarn is a small lake.']).reverse(),
    'A tarn is a small lake.',
  ),
];

/** A column of characters, from the top down. */
const column = (text: string, x: number): string[] =>
  [...text].map((character, index) => draw(character, { x, y: 700 - index * 12, size: 12 }));

const columns: TruePage[] = [
  page(
    'Japanese columns in a vertical font',
    [draw('氷河は動く', { x: 400, font: 'F6' }), draw('大きな氷です', { x: 380, font: 'F6' })],
    '氷河は動く大きな氷です',
  ),
  page(
    'Chinese columns, letter by letter',
    [...column('冰川是大片', 400), ...column('移动的冰体', 380)],
    '冰川是大片移动的冰体',
  ),
  page(
    'a number inside a column',
    [
      ...column('年', 400),
      draw('12', { x: 400, y: 688 }),
      ...[...'月吉日'].map((c, i) => draw(c, { x: 400, y: 676 - i * 12 })),
    ],
    '年12月吉日',
  ),
];

/** Pieces of one line side by side: a text, its size and its rise. */
const line = (pieces: readonly (readonly [string, number?, number?])[], at: Drawing = {}): string[] => {
  let { x = 72 } = at;
  const { y = 700 } = at;
  return pieces.map(([text, size = 12, rise = 0]) => {
    const drawn = draw(text, { x, y: y + rise, size });
    x += (text.length * size) / 2;
    return drawn;
  });
};
const up = (text: string) => [text, 7, 4] as const;
const down = (text: string) => [text, 7, -2] as const;
const foot = (text: string) => draw(text, { y: 80, size: 8 });

const numbers: TruePage[] = [
  page('a power of ten', line([['about 3 × 10'], up('8'), [' metres']]), 'about 3 × 10⁸ metres'),
  page('a negative power', line([['a mass of 10'], up('−27'), [' kg']]), 'a mass of 10⁻²⁷ kg'),
  page('a square unit', line([['an area of 25 m'], up('2'), [' of ice']]), 'an area of 25 m² of ice'),
  page('a cubic unit', line([['400 cm'], up('3'), [' of water']]), '400 cm³ of water'),
  page('a variable', line([['so E = mc'], up('2'), [' holds']]), 'so E = mc² holds'),
  page('a bracket', line([['(a + b)'], up('2'), [' = 9']]), '(a + b)² = 9'),
  page('a number squared', line([['5'], up('2'), [' = 25']]), '5² = 25'),
  page(
    'a formula of chemistry',
    line([['H'], down('2'), ['O and CO'], down('2'), [' mix']]),
    'H₂O and CO₂ mix',
  ),
  page('an ion', line([['the ion Ca'], up('2+'), [' moves']]), 'the ion Ca²⁺ moves'),
  page('an isotope', line([['such as '], up('235'), ['U decay']]), 'such as ²³⁵U decay'),
  page('an ordinal number', line([['on the 19'], up('th'), [' of May']]), 'on the 19th of May'),
  page('a fraction', line([['add 3'], up('1'), ['⁄'], down('2'), [' cups']]), 'add 3 1⁄2 cups'),
  page('a note behind a word', line([['the old dam'], up('1'), [' broke']]), 'the old dam broke'),
  page('a note behind a year', line([['built in 1887'], up('12'), [' by hand']]), 'built in 1887 by hand'),
  page(
    'a note behind a sentence',
    line([['It rained.'], up('4'), [' Then it froze.']]),
    'It rained. Then it froze.',
  ),
  page(
    'a note behind a small number, with its text at the foot',
    [...line([['There are 27'], up('3'), [' moons']]), foot('3 Counted in the last century.')],
    'There are 27 moons 3 Counted in the last century.',
  ),
  page(
    'a unit beside a note of the same number',
    [...line([['It covers 90 km'], up('2'), [' of land']]), foot('2 Without its lakes.')],
    'It covers 90 km² of land 2 Without its lakes.',
  ),
  page('two notes', line([['many rivers'], up('1,2'), [' flow']]), 'many rivers flow'),
  page(
    'a heading with a note',
    line([
      ['Rivers of 1998', 24],
      ['2', 14, 9],
    ]),
    'Rivers of 1998',
  ),
  page(
    'the note itself',
    line([
      ['1', 6, 3],
      ['The survey of the valley', 9],
    ]),
    '1 The survey of the valley',
  ),
];

const words: TruePage[] = [
  page('a word of letters set wide', drawApart([...'CONDENSATION'], { size: 18, step: 14 }), 'CONDENSATION'),
  page(
    'two words of letters set wide',
    [...drawApart([...'RIVER'], { step: 9.5 }), ...drawApart([...'DELTA'], { x: 133, step: 9.5 })],
    'RIVER DELTA',
  ),
  page('a word set wide by blanks', [draw('E R O S I O N')], 'EROSION'),
  page('the keys of an exam', [draw('A C B D D A B C')], 'A C B D D A B C'),
];

const bodies = [
  'Rain falls on the hills.',
  'Snow lies on the peaks.',
  'Fog fills the valley.',
  'Wind dries the fields.',
];
/** Pages with a number at their foot, as the labels of the file have to be. */
const numbered = (name: string, labels: readonly string[], foots: readonly string[]): Truth => ({
  name,
  labels,
  pages: bodies.map((body, at) =>
    page(`${name} ${at + 1}`, [draw(body), draw(foots[at] ?? '', { x: 290, y: 40, size: 9 })], body),
  ),
});

const pageNumbers: readonly Truth[] = [
  numbered(
    'Roman numbers between dashes',
    ['xxxvii', 'xxxviii', 'xxxix', 'xl'],
    ['- xxxvii -', '- xxxviii -', '- xxxix -', '- xl -'],
  ),
  numbered('numbers in Arabic digits', ['٣٧', '٣٨', '٣٩', '٤٠'], ['٣٧', '٣٨', '٣٩', '٤٠']),
  numbered('Chinese numbers', ['三十七', '三十八', '三十九', '四十'], ['三十七', '三十八', '三十九', '四十']),
  numbered('Devanagari numbers and a page without one', ['३७', '३८', '३९', '४०'], ['३७', '३८', '', '४०']),
  numbered('numbers of a chapter', ['4-37', '4-38', '4-39', '4-40'], ['4-37', '4-38', '', '4-40']),
];

export const truths: readonly Truth[] = [
  ...printedTruths,
  ...readingWarnings,
  ...pageNumbers,
  { name: 'directions', pages: directions },
  { name: 'columns of glyphs', pages: columns },
  { name: 'raised and lowered numbers', pages: numbers },
  { name: 'words set wide', pages: words },
  // One page a file, because lines that repeat on pages are running lines.
  ...[...textColumns, ...tables, ...noTables, ...sentenceEnds].map((one) => ({
    name: one.name,
    pages: [one],
  })),
  { name: 'a table on two pages', pages: longTable },
  { name: 'declared texts', pages: declaredTexts, warnings: [/without any ink was found on page 8/] },
  {
    name: 'a declared text in a form',
    pages: [
      page('the text of the form', [draw('The '), '/X Do', draw(' ends.', { x: 150 })], 'The glacier ends.'),
    ],
    book: {
      resources: '/XObject << /X 9 0 R >>',
      objects: [
        {
          dictionary:
            '/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /Font << /F5 5 0 R >> /Properties << /P << /ActualText (glacier) >> >> >> /Filter /FlateDecode',
          stream: deflateSync(`/Span /P BDC ${draw('g l a c i e r', { x: 98 })} EMC`),
        },
      ],
    },
  },
];
