import type { Way } from './rounds.ts';
import { loadTool, processorTotal, type Row, rowAt } from './summary.ts';

const wayColours = ['#2b6cb0', '#c05621', '#718096', '#805ad5', '#2f855a', '#b7791f'];
const partColours = ['#c05621', '#dd9b5f', '#805ad5', '#2b6cb0', '#2f855a', '#b7791f', '#97266d', '#718096'];

const wayColour = (index: number): string => wayColours[index % wayColours.length] as string;

const panel = { left: 70, top: 70, width: 400, height: 300 };
const bars = { left: 590, top: 70, width: 300, height: 300 };

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const at = (value: number): string => value.toFixed(1);

const label = (x: number, y: number, text: string, extra = ''): string =>
  `<text x="${at(x)}" y="${at(y)}" ${extra}>${escaped(text)}</text>`;

const line = (x1: number, y1: number, x2: number, y2: number, extra: string): string =>
  `<line x1="${at(x1)}" y1="${at(y1)}" x2="${at(x2)}" y2="${at(y2)}" ${extra}/>`;

/**
 * Powers of ten that enclose the values: latencies differ by a factor of 1 000, so the scale is logarithmic.
 */
const scaleOf = (values: readonly number[]) => {
  const usable = values.filter((value) => value > 0 && Number.isFinite(value));
  const low = Math.floor(Math.log10(Math.min(...usable, 1)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...usable, 1))));
  const y = (value: number) => {
    const share = (Math.log10(Math.max(value, 10 ** low)) - low) / (high - low);
    return panel.top + panel.height * (1 - share);
  };
  return { y, ticks: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)) };
};

const pointsOf = (rows: readonly Row[]): string[] => [...new Set(rows.map(({ point }) => point.title))];

const latencyPanel = (rows: readonly Row[], ways: readonly Way[]): string[] => {
  const points = pointsOf(rows);
  const { y, ticks } = scaleOf(rows.flatMap(({ p50, p99 }) => [p50, p99]));
  const x = (index: number) => panel.left + (panel.width * (index + 0.5)) / Math.max(points.length, 1);
  const curve = (way: Way, figure: 'p50' | 'p99', colour: string): string[] => {
    const spots = points.flatMap((point, index): [number, number][] => {
      const row = rowAt(rows, point, way.name);
      return row === undefined || !Number.isFinite(row[figure]) ? [] : [[x(index), y(row[figure])]];
    });
    const dashes = figure === 'p99' ? ' stroke-dasharray="6 4"' : '';
    return [
      `<polyline points="${spots.map(([left, top]) => `${at(left)},${at(top)}`).join(' ')}" fill="none" stroke="${colour}" stroke-width="2"${dashes}/>`,
      ...spots.map(([left, top]) => `<circle cx="${at(left)}" cy="${at(top)}" r="3" fill="${colour}"/>`),
    ];
  };
  return [
    label(panel.left, 40, 'Latency by load, ms (p50 solid, p99 dashed)', 'font-weight="bold"'),
    ...ticks.flatMap((tick) => [
      line(panel.left, y(tick), panel.left + panel.width, y(tick), 'stroke="#e2e8f0"'),
      label(panel.left - 8, y(tick) + 4, String(Number(tick.toPrecision(1))), 'text-anchor="end"'),
    ]),
    ...points.map((point, index) =>
      label(x(index), panel.top + panel.height + 20, point, 'text-anchor="middle"'),
    ),
    ...ways.flatMap((way, index) =>
      (['p50', 'p99'] as const).flatMap((figure) => curve(way, figure, wayColour(index))),
    ),
    ...ways.flatMap((way, index) => [
      line(
        panel.left,
        415 + index * 18,
        panel.left + 24,
        415 + index * 18,
        `stroke="${wayColour(index)}" stroke-width="2"`,
      ),
      label(panel.left + 32, 419 + index * 18, way.title),
    ]),
  ];
};

/** The point that shows best where the processor time goes, or else the last one. */
const pointOfBars = (rows: readonly Row[]): string | undefined => {
  const points = pointsOf(rows);
  return ['500/s', 'saturation'].find((point) => points.includes(point)) ?? points.at(-1);
};

/** A bar for each way at one point. */
const processorPanel = (rows: readonly Row[], ways: readonly Way[]): string[] => {
  const point = pointOfBars(rows);
  const shown = ways.flatMap(({ name }) => (point === undefined ? [] : (rowAt(rows, point, name) ?? [])));
  const parts = [...new Set(shown.flatMap(({ processor }) => Object.keys(processor)))].filter(
    (part) => part !== loadTool && shown.some(({ processor }) => Math.round(processor[part] ?? 0) > 0),
  );
  const most = Math.max(...shown.map((row) => processorTotal(row)), 1);
  const colourOf = (part: string) => partColours[parts.indexOf(part) % partColours.length] as string;
  const step = bars.width / Math.max(shown.length, 1);
  return [
    label(bars.left, 40, `Processor time at ${point ?? '–'}, µs per request`, 'font-weight="bold"'),
    ...shown.flatMap((row, index) => {
      const left = bars.left + step * index + step * 0.2;
      let bottom = bars.top + bars.height;
      const stack = parts.map((part) => {
        const height = (bars.height * Math.max(0, row.processor[part] ?? 0)) / most;
        bottom -= height;
        return `<rect x="${at(left)}" y="${at(bottom)}" width="${at(step * 0.6)}" height="${at(height)}" fill="${colourOf(part)}"/>`;
      });
      const middle = left + step * 0.3;
      return [
        ...stack,
        label(middle, bottom - 6, String(Math.round(processorTotal(row))), 'text-anchor="middle"'),
        label(middle, bars.top + bars.height + 20, row.way, 'text-anchor="middle"'),
      ];
    }),
    ...parts.flatMap((part, index) => {
      const [x, y] = [bars.left + (index % 2) * 150, 408 + Math.floor(index / 2) * 16];
      return [
        `<rect x="${x}" y="${y}" width="10" height="10" fill="${colourOf(part)}"/>`,
        label(x + 16, y + 9, part),
      ];
    }),
  ];
};

/** Latency by load and processor time by part, as an SVG picture. */
export const pictureOf = (rows: readonly Row[], ways: readonly Way[]): string =>
  [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 940 520" font-family="sans-serif" font-size="12" fill="#1a202c">',
    '<rect width="940" height="520" fill="#ffffff"/>',
    ...latencyPanel(rows, ways),
    ...processorPanel(rows, ways),
    '</svg>',
    '',
  ].join('\n');
