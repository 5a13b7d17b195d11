import { describe, expect, it } from '@jest/globals';
import { readInputs, shippedInputs } from '../src/inputs/inputs.ts';
import type { Figure } from '../src/model/figure.ts';
import { makePlan, type Plan } from '../src/model/make-plan.ts';
import { readPlanOptions } from '../src/plan-options.ts';
import { evaluateFormula } from './evaluate-formula.ts';

/** A formula shows its numbers with three digits. */
const maxDeviation = 0.01;

const prices = ['prompt', 'answer', 'core', 'memory', 'disk'].flatMap((name, place) => [
  `--${name}-price`,
  `${0.15 * (place + 1)}`,
]);
const workloads: Readonly<Record<string, readonly string[]>> = {
  'ten million pupils with every default': ['--pupils', '10000000'],
  'a region with prices and faster processors': [
    ...['--pupils', '200000', '--core-speed', '2.5', '--exam-start', '30000', '--jitter-seconds', '90'],
    ...['--model-percent', '40', '--database-cores', '16', ...prices],
  ],
  'processors that requests may hardly use': ['--pupils', '1000000', '--busy-percent', '1'],
};

const planOf = async (args: readonly string[]): Promise<Plan> =>
  makePlan(await readInputs(shippedInputs, ''), readPlanOptions(args).workload);

const figuresIn = (plan: Plan): Figure[] => [
  ...plan.peaks.flatMap(({ rates }) => Object.values(rates)),
  ...plan.parts.flatMap(({ cores, replicas, memory }) => [cores, replicas, memory]),
  ...[...plan.contents, ...plan.disks, plan.connections, ...plan.totals, ...plan.tokens],
  ...plan.costs.flatMap(({ cost }) => cost ?? []),
  ...plan.strains.map(({ ratio }) => ratio),
  plan.systems,
];

const roundedUp = /, rounded up$/;

/** Whether the text of a formula gives the figure. A number near a whole one may be rounded either way. */
const isExplained = ({ value, formula }: Figure): boolean => {
  const computed = evaluateFormula(formula.replace(roundedUp, ''));
  const [least, most] = [1 - maxDeviation, 1 + maxDeviation].map((factor) => computed * factor);
  if (least === undefined || most === undefined) return false;
  return roundedUp.test(formula)
    ? Math.ceil(least) <= value && value <= Math.ceil(most)
    : Math.min(least, most) <= value + Number.EPSILON && value - Number.EPSILON <= Math.max(least, most);
};

describe.each(Object.entries(workloads))('the plan for %s', (_, args) => {
  it('shows the formula of each figure, and the formula alone gives the figure', async () => {
    const figures = figuresIn(await planOf(args));
    expect(figures.length).toBeGreaterThan(80);
    const wrong = figures.filter((each) => !isExplained(each));
    expect(wrong.map(({ name, value, formula }) => ({ name, value, formula }))).toEqual([]);
  });

  it('counts the rows of each store as the formula before the equals sign says', async () => {
    const { contents } = await planOf(args);
    expect(contents.length).toBeGreaterThan(5);
    for (const { formula } of contents) {
      const [counted = '', sized = ''] = formula.split(' = ');
      const rows = evaluateFormula(sized.replace(/ × [\d ]+ bytes$/, ''));
      expect(evaluateFormula(counted) / rows).toBeCloseTo(1, 6);
    }
  });
});

describe('a formula', () => {
  it.each([
    ['lesson: 5 556 question/s × 1 ms + 1 388 889 token/s × 0.377 ms', 529.2],
    ['max(2, 577 cores / (2 × 60 % − 0.018 idle)), rounded up', 489],
    ['10 000 000 pupils × 50 % / 15 min', 5_555.6],
    ['1 000 000 pupils / max(60 s, 90 s of jitter)', 11_111.1],
    ['4 × 512 MiB measured', 2],
    ['5 replicas / one machine', 5],
  ])('is computed from its text: %s', (formula, value) => {
    expect(Math.abs(evaluateFormula(formula) / value - 1)).toBeLessThan(0.001);
  });

  it('without a calculation is refused', () => {
    expect(() => evaluateFormula('no request; see above')).toThrow('no calculation');
  });
});
