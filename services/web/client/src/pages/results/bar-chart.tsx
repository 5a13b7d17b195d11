import { Axis } from '@visx/axis';
import { scaleBand, scaleLinear } from '@visx/scale';
import { Bar } from '@visx/shape';

export type ChartBar = { readonly id: string; readonly label: string; readonly value: number | null };

type ChartProps = {
  /** The whole picture in words. A table with the same numbers follows the picture. */
  readonly summary: string;
  readonly bars: readonly ChartBar[];
  /** The smallest and the largest value of the axis. */
  readonly range: readonly [number, number];
  readonly show: (value: number) => string;
  readonly xLabel: string;
};

const size = { width: 560, height: 250 };
const margin = { start: 52, end: 12, top: 24, bottom: 52 };
/** More labels than these would cover one another. */
const maxLabels = 20;
const maxValues = 12;

const axisLook = { stroke: 'var(--strong-line)', tickStroke: 'var(--strong-line)' };
const words = { fill: 'var(--soft)', fontSize: 13, fontFamily: 'inherit' } as const;

/** A picture of bars as SVG, without text that only a pointer could reach. */
export const BarChart = ({ summary, bars, range, show, xLabel }: ChartProps) => {
  const x = scaleBand({
    domain: bars.map(({ label }) => label),
    range: [margin.start, size.width - margin.end],
    padding: 0.25,
  });
  const y = scaleLinear({ domain: [...range], range: [size.height - margin.bottom, margin.top] });
  const step = Math.ceil(bars.length / maxLabels);
  const labels = bars.flatMap(({ label }, index) => (index % step === 0 ? [label] : []));
  const zero = y(Math.max(0, range[0]));
  return (
    <svg className="chart" viewBox={`0 0 ${size.width} ${size.height}`} role="img" aria-label={summary}>
      {bars.map(({ id, label, value }) => {
        const top = y(Math.max(value ?? 0, 0));
        const bottom = y(Math.min(value ?? 0, 0));
        const place = x(label) ?? 0;
        return (
          <g key={id}>
            <Bar
              className={(value ?? 0) < 0 ? 'bar-below' : 'bar-above'}
              x={place}
              y={top}
              width={x.bandwidth()}
              height={Math.max(0, bottom - top)}
              rx={3}
            />
            {bars.length > maxValues ? null : (
              <text x={place + x.bandwidth() / 2} y={top - 6} textAnchor="middle" {...words}>
                {value === null ? '–' : show(value)}
              </text>
            )}
          </g>
        );
      })}
      <Axis
        orientation="left"
        scale={y}
        left={margin.start}
        numTicks={5}
        tickFormat={(value) => show(Number(value))}
        tickLabelProps={{ ...words, textAnchor: 'end', dx: -4, dy: 4 }}
        {...axisLook}
      />
      <Axis
        orientation="bottom"
        scale={x}
        top={zero}
        tickValues={labels}
        hideTicks
        tickLabelProps={{ ...words, textAnchor: 'middle', dy: size.height - margin.bottom - zero }}
        label={xLabel}
        labelOffset={10 + size.height - margin.bottom - zero}
        labelProps={{ ...words, textAnchor: 'middle' }}
        {...axisLook}
      />
    </svg>
  );
};
