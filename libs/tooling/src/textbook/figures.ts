import { measure, type Press, page, print, widthOf } from './page.ts';

const blue = '#2f6c9e';

/** Height of every figure, in points. */
export const figureHeight = 178;

/** Draws inside a frame of 328 × 178 points whose upper left corner is (x, y). */
type Drawing = (press: Press, x: number, y: number) => void;

const label = (press: Press, text: string, x: number, y: number): void =>
  print(press, { text, style: 'italic' }, { x: x - widthOf(press, text, 'italic', 8.5) / 2, y, size: 8.5 });

const arrow = (press: Press, from: [number, number], to: [number, number]): void => {
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
  const wing = (turn: number): [number, number] => [
    to[0] - 6 * Math.cos(angle + turn),
    to[1] - 6 * Math.sin(angle + turn),
  ];
  press.doc.lineWidth(1.1).moveTo(from[0], from[1]).lineTo(to[0], to[1]).stroke(blue);
  press.doc.polygon(to, wing(0.4), wing(-0.4)).fill(blue).fillColor('#000000');
};

const cloud = (press: Press, x: number, y: number): void => {
  for (const [dx, dy, radius] of [
    [0, 0, 12],
    [15, -6, 15],
    [32, -2, 13],
    [44, 3, 9],
  ] as const)
    press.doc.circle(x + dx, y + dy, radius).fill('#cfd8e0');
  press.doc.rect(x, y, 44, 12).fill('#cfd8e0').fillColor('#000000');
};

const waterCycle: Drawing = (press, x, y) => {
  const { doc } = press;
  doc.rect(x, y + 128, 130, 44).fill('#bfd9ea');
  doc
    .polygon(
      [x + 130, y + 172],
      [x + 130, y + 128],
      [x + 190, y + 112],
      [x + 250, y + 52],
      [x + 288, y + 92],
      [x + 324, y + 84],
      [x + 324, y + 172],
    )
    .fill('#ddd2bd');
  doc
    .circle(x + 24, y + 22, 13)
    .fill('#f2c14e')
    .fillColor('#000000');
  cloud(press, x + 96, y + 34);
  cloud(press, x + 220, y + 22);
  arrow(press, [x + 62, y + 124], [x + 92, y + 58]);
  arrow(press, [x + 152, y + 30], [x + 202, y + 24]);
  for (const dx of [226, 240, 254]) arrow(press, [x + dx, y + 38], [x + dx - 5, y + 58 + (254 - dx) * 0.9]);
  arrow(press, [x + 222, y + 94], [x + 146, y + 124]);
  doc.dash(3, { space: 2 });
  arrow(press, [x + 262, y + 146], [x + 120, y + 156]);
  doc.undash();
  label(press, 'sun', x + 24, y + 38);
  label(press, 'evaporation', x + 46, y + 84);
  label(press, 'condensation', x + 118, y + 50);
  label(press, 'precipitation', x + 290, y + 42);
  label(press, 'runoff', x + 176, y + 98);
  label(press, 'groundwater flow', x + 226, y + 152);
  label(press, 'sea', x + 36, y + 150);
};

/** Heights in kilometres and temperatures in °C of the turning points of the standard atmosphere. */
const profile = [
  [0, 15],
  [11, -56],
  [20, -56],
  [47, -3],
  [51, -3],
  [85, -87],
  [100, -78],
] as const;

const atmosphereLayers: Drawing = (press, x, y) => {
  const { doc } = press;
  const left = x + 34;
  const width = measure - 60;
  const heightToY = (kilometres: number): number => y + 156 - kilometres * 1.5;
  const temperatureToX = (celsius: number): number => left + ((celsius + 100) / 130) * width;
  const layers = [
    ['troposphere', 0, 12, '#dbe9f4'],
    ['stratosphere', 12, 50, '#e9eef7'],
    ['mesosphere', 50, 85, '#f1f1f7'],
    ['thermosphere', 85, 100, '#f8f4f4'],
  ] as const;
  for (const [, from, to, colour] of layers)
    doc.rect(left, heightToY(to), width, (to - from) * 1.5).fill(colour);
  doc.fillColor('#000000').lineWidth(0.6);
  doc
    .moveTo(left, heightToY(100))
    .lineTo(left, heightToY(0))
    .lineTo(left + width, heightToY(0))
    .stroke('#333333');
  doc.lineWidth(1.4).moveTo(temperatureToX(15), heightToY(0));
  for (const [kilometres, celsius] of profile) doc.lineTo(temperatureToX(celsius), heightToY(kilometres));
  doc.stroke('#b5482a');
  for (const [name, from, to] of layers)
    label(press, name, left + width - 40, heightToY((from + to) / 2) - 5);
  for (const kilometres of [0, 25, 50, 75, 100])
    label(press, `${kilometres} km`, x + 16, heightToY(kilometres) - 5);
  for (const celsius of [-80, -40, 0])
    label(press, `${celsius} °C`, temperatureToX(celsius), heightToY(0) + 4);
};

const drawings: Readonly<Record<string, Drawing>> = {
  'water-cycle': waterCycle,
  'atmosphere-layers': atmosphereLayers,
};

/**
 * Draws a figure of the book by its name.
 *
 * @throws Error when the manuscript names an unknown figure.
 */
export const drawFigure = (press: Press, name: string, y: number): void => {
  const drawing = drawings[name];
  if (drawing === undefined) throw new Error(`the figure ${name} does not exist`);
  drawing(press, page.side, y);
};
