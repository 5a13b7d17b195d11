import { burstModel } from '../exam-start/predicted-burst.ts';
import { simulateStart } from '../exam-start/simulate.ts';
import type { StartWay } from '../exam-start/ways.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { type Figure, shown } from '../model/figure.ts';
import type { Plan } from '../model/make-plan.ts';
import { examStarters } from '../model/workload.ts';

/** Rows below a head, each column as wide as its widest cell; the last one is not padded. */
const columns = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => {
  const all = [head, ...rows];
  const widths = head.map((_, place) => Math.max(...all.map((row) => row[place]?.length ?? 0)));
  return all.map((row) =>
    `  ${row.map((cell, place) => (place === row.length - 1 ? cell : cell.padEnd(widths[place] ?? 0))).join('  ')}`.trimEnd(),
  );
};

const amount = ({ value, unit }: Figure): string => `${shown(value)}${unit === '' ? '' : ` ${unit}`}`;

const listed = (figures: readonly Figure[]): string[][] =>
  figures.map((each) => [each.name, amount(each), each.formula]);

const section = (title: string, lines: readonly string[]): string[] => [title, ...lines, ''];

const partsSection = ({ parts }: Plan): string[] =>
  section('Parts, each at the peak that loads it most', [
    ...columns(
      ['part', 'cores', 'replicas', 'memory', 'peak and formula of the cores'],
      parts.map(({ part, cores, replicas, memory }) => [
        part,
        shown(cores.value),
        shown(replicas.value),
        amount(memory),
        cores.formula,
      ]),
    ),
    '  replicas: cores / (processors of one × usable share), rounded up; --json states each formula',
  ]);

const bottleneckSection = ({ strains, systems }: Plan): string[] => {
  const [worst] = strains;
  const over = strains.filter(({ ratio }) => ratio.value > 1);
  return section(`Bottleneck: ${worst?.what ?? 'none'}`, [
    ...columns(
      ['need', 'of one system', 'formula'],
      (over.length === 0 ? strains.slice(0, 1) : over).map(({ what, ratio }) => [
        what,
        amount(ratio),
        ratio.formula,
      ]),
    ),
    systems.value > 1
      ? `  Divide the institutions over ${shown(systems.value)} separate systems (${systems.formula}).`
      : '  One system carries this; raise the maximum of replicas where a ratio exceeds 1.',
  ]);
};

const startSection = ({ workload }: Plan, starts: readonly StartWay[]): string[] =>
  section(
    `Exam start: ${shown(examStarters(workload))} pupils within ${workload['exam-start-seconds']} s, with the replicas of the other peaks`,
    [
      ...columns(
        ['way', 'arrivals/s', 'refused', 'last', 'p50', 'p99', 'PostgreSQL', 'exam', 'note'],
        starts.map(({ name, isBuilt, note, model, outcome, cores }) => [
          isBuilt ? name : `${name} (not built)`,
          shown(model.arrivals / Math.max(model.windowSeconds, model.jitterSeconds)),
          outcome === undefined ? '–' : shown(outcome.refusals),
          outcome === undefined ? 'over a day' : `${shown(outcome.lastAnswerSeconds)} s`,
          outcome === undefined ? '–' : `${shown(outcome.p50Seconds)} s`,
          outcome === undefined ? '–' : `${shown(outcome.p99Seconds)} s`,
          `${shown(cores.postgres ?? 0)} cores`,
          `${shown(cores.exam ?? 0)} cores`,
          note,
        ]),
      ),
      '  refused: answers of 503, first and repeated requests. Cores: without a refusal, at the busiest second.',
    ],
  );

const costSection = ({ tokens, costs }: Plan): string[] => {
  const missing = costs.filter(({ cost }) => cost === undefined);
  const total = costs.reduce((sum, { cost }) => sum + (cost?.value ?? 0), 0);
  return section('A month', [
    ...columns(
      ['item', 'amount', 'formula'],
      [
        ...listed(tokens),
        ...costs.map(({ name, option, cost }) =>
          cost === undefined ? [name, 'not priced', `--${option}`] : [name, amount(cost), cost.formula],
        ),
      ],
    ),
    missing.length === costs.length
      ? '  Total: not priced'
      : `  Total: ${shown(total)} a month${missing.length === 0 ? '' : `, without ${missing.map(({ name }) => name).join(', ')}`}`,
  ]);
};

const inputsSection = (inputs: Inputs): string[] => {
  const { burst } = inputs;
  const predicted = simulateStart(burstModel(inputs));
  const ratio = predicted.lastAnswerSeconds / burst.lastAnswerSeconds;
  return section('Inputs', [
    `  measured ${inputs.measuredAt} on ${inputs.machine.processors ?? 'an unknown machine'}`,
    ...inputs.conditions.map((condition) => `  ${condition}`),
    `  The simulation predicts ${shown(predicted.lastAnswerSeconds)} s for a measured burst of ${shown(burst.arrivals)} starts within ${shown(burst.seconds)} s`,
    `  at ${shown(burst.capacityPerSecond)} starts/s; measured: ${shown(burst.lastAnswerSeconds)} s (ratio ${shown(ratio)}).`,
  ]);
};

/** The plan as text for a terminal. */
export const planText = (plan: Plan, starts: readonly StartWay[], inputs: Inputs): string =>
  [
    ...section(
      `${shown(plan.workload.pupils)} pupils. Requests of the busiest minute of each peak`,
      columns(
        ['peak', 'request', 'rate', 'formula'],
        plan.peaks.flatMap(({ name, rates }) =>
          Object.values(rates).map((each) => [name, each.name, amount(each), each.formula]),
        ),
      ),
    ),
    ...partsSection(plan),
    ...section('Totals', columns(['what', 'amount', 'formula'], listed([...plan.totals, plan.connections]))),
    ...section('Stores of one instance', columns(['what', 'amount', 'formula'], listed(plan.contents))),
    ...bottleneckSection(plan),
    ...startSection(plan, starts),
    ...costSection(plan),
    ...inputsSection(inputs),
  ].join('\n');
