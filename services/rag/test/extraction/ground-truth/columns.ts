import { draw, drawApart } from '../../unicode-fonts.ts';
import { page, seen, type TruePage } from './true-page.ts';

const condensation = [
  'Condensation is the change of water',
  'vapour into liquid water. It happens',
  'when air cools below its dew point',
  'and droplets form on small particles',
  'such as dust or salt in the air.',
];
const glacier = [
  'A glacier is a large body of ice that',
  'moves slowly over land. It forms where',
  'more snow falls in winter than melts',
  'in summer, so that layers of snow are',
  'pressed into ice over many years.',
];
const delta = [
  'A delta is the flat land at the mouth',
  'of a river, where the water loses its',
  'speed and drops the sand and the mud',
  'that it carried. New arms of the river',
  'cut through it after every flood.',
];
const whole = 'Both of them need cold air and water, as the two parts of this page explain.';

type Column = { readonly lines: readonly string[]; readonly x: number; readonly y?: number };

/** Draws columns line by line across the page. A character is as wide as half of its size. */
const across = (columns: readonly Column[], size = 10): string[] => {
  const rows = Math.max(...columns.map(({ lines }) => lines.length));
  return Array.from({ length: rows }, (_, row) =>
    columns.flatMap(({ lines, x, y = 700 }) => {
      const text = lines[row];
      return text === undefined ? [] : [draw(text, { x, y: y - row * 14, size })];
    }),
  ).flat();
};

const text = (...columns: readonly (readonly string[])[]): string =>
  columns.map((lines) => lines.join(' ')).join(' ');

/** The widest line of the first text is 180 points wide. */
const [first, second] = [60, 252];

/** Draws lines of right-to-left letters that end at the same place on the right. */
const fromTheRight = (lines: readonly string[], right: number, y = 700): string[] =>
  lines.flatMap((line, row) =>
    drawApart(seen(line), { x: right - line.length * 5, y: y - row * 14, size: 10 }),
  );

const hebrewFirst = [
  'הקרחון הוא גוש גדול של קרח אשר',
  'נע לאט על פני האדמה ונוצר במקום',
  'שבו יורד יותר שלג ממה שנמס בו.',
];
const hebrewSecond = [
  'הדלתא היא אדמה שטוחה ליד הים',
  'במקום שבו הנהר מאבד את כוחו',
  'ומשאיר את החול שנשא אתו אליה.',
];

export const textColumns: TruePage[] = [
  page(
    'two columns with a gutter of 1.2 sizes, drawn across',
    across([
      { lines: condensation, x: first },
      { lines: glacier, x: second },
    ]),
    text(condensation, glacier),
  ),
  page(
    'two columns, one line of which reaches into the next column',
    across([
      { lines: condensation.with(3, 'and droplets form on many small pieces'), x: first },
      { lines: glacier, x: second },
    ]),
    text(condensation.with(3, 'and droplets form on many small pieces'), glacier),
  ),
  page(
    'three columns, drawn across',
    across(
      [
        { lines: condensation, x: 40 },
        { lines: glacier, x: 200 },
        { lines: delta, x: 368 },
      ],
      8,
    ),
    text(condensation, glacier, delta),
  ),
  page(
    'a heading above columns and a paragraph between two pairs of columns',
    [
      draw('Water and ice', { x: first, y: 740, size: 18 }),
      ...across([
        { lines: condensation, x: first },
        { lines: glacier, x: second },
      ]),
      draw(whole, { x: first, y: 620, size: 10 }),
      ...across([
        { lines: delta, x: first, y: 590 },
        { lines: condensation, x: second + 12, y: 590 },
      ]),
    ],
    `Water and ice ${text(condensation, glacier)} ${whole} ${text(delta, condensation)}`,
  ),
  page(
    'a first column that is longer than the second',
    across([
      { lines: [...condensation, ...delta], x: first },
      { lines: glacier, x: second + 12 },
    ]),
    text(condensation, delta, glacier),
  ),
  page(
    'a second column that is longer than the first',
    across([
      { lines: condensation, x: first },
      { lines: [...glacier, ...delta], x: second },
    ]),
    text(condensation, glacier, delta),
  ),
  page(
    'columns with lines at different heights, drawn from the top',
    [...condensation.keys()].flatMap((row) => [
      draw(condensation[row] ?? '', { x: first, y: 700 - row * 14, size: 10 }),
      draw(glacier[row] ?? '', { x: second, y: 693 - row * 14, size: 10 }),
    ]),
    text(condensation, glacier),
  ),
  page(
    'columns that are drawn one after the other',
    [...across([{ lines: condensation, x: first }]), ...across([{ lines: glacier, x: second }])],
    text(condensation, glacier),
  ),
  page(
    'Hebrew columns, the right one first',
    hebrewFirst.flatMap((_, row) => [
      ...fromTheRight(hebrewSecond.slice(row, row + 1), 228, 700 - row * 14),
      ...fromTheRight(hebrewFirst.slice(row, row + 1), 400, 700 - row * 14),
    ]),
    text(hebrewFirst, hebrewSecond),
  ),
  page(
    'Hebrew paragraphs, which end before the left edge',
    fromTheRight(
      [
        'הקרחון הוא גוש גדול של קרח אשר',
        'נע לאט על האדמה.',
        'הנהר מאבד את כוחו ליד הים הגדול',
        'ומשאיר שם את החול.',
      ],
      400,
    ),
    'הקרחון הוא גוש גדול של קרח אשר נע לאט על האדמה.\n\nהנהר מאבד את כוחו ליד הים הגדול ומשאיר שם את החול.',
  ),
];
