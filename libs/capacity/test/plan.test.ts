import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { storingServices } from '@ai-teacher/contracts/values.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { LaunchError } from '@ai-teacher/local-mesh/terminal/launch-error.ts';
import { scaleOf, sizes } from '@ai-teacher/tooling/deploy/sizes.ts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maxWaitSeconds, startWays } from '../src/exam-start/ways.ts';
import { type Inputs, inputs as inputsShape, readInputs, shippedInputs } from '../src/inputs/inputs.ts';
import { shown } from '../src/model/figure.ts';
import { makePlan, maxConnections, type Plan } from '../src/model/make-plan.ts';
import { queueConnections, requestConnections } from '../src/model/parts.ts';
import { type AssumptionName, assumptions, type Workload } from '../src/model/workload.ts';
import { readPlanOptions, usage } from '../src/plan-options.ts';
import { planText } from '../src/report/plan-text.ts';

const inputs: Inputs = inputsShape.parse(JSON.parse(readFileSync(shippedInputs, 'utf8')));
const workloadOf = (...args: string[]): Workload => readPlanOptions(args).workload;
const planOf = (workload: Workload): Plan => makePlan(inputs, workload);

/** Larger values of these need less of everything. */
const easing: readonly AssumptionName[] = [
  'monday-minutes',
  'exam-start-seconds',
  'jitter-seconds',
  'exam-minutes',
  'attempt-read-seconds',
  'busy-percent',
  'core-speed',
  'database-cores',
];

const needs = (plan: Plan): number[] => [
  ...plan.parts.flatMap(({ cores, replicas, memory }) => [cores.value, replicas.value, memory.value]),
  ...plan.contents.map(({ value }) => value),
  ...plan.disks.map(({ value }) => value),
  ...plan.totals.map(({ value }) => value),
  ...plan.tokens.map(({ value }) => value),
  plan.connections.value,
  plan.systems.value,
];

const names = Object.keys(assumptions) as AssumptionName[];
const anyValue = (name: AssumptionName): fc.Arbitrary<number> => {
  const { min, max, preset } = assumptions[name];
  return fc.integer({ min: Math.max(1, Math.ceil(min)), max: Math.min(max, Math.max(100, 4 * preset)) });
};
const anyWorkload: fc.Arbitrary<Workload> = fc
  .record({
    pupils: fc.integer({ min: 1_000, max: 50_000_000 }),
    ...(Object.fromEntries(names.map((name) => [name, anyValue(name)])) as Record<
      AssumptionName,
      fc.Arbitrary<number>
    >),
  })
  .map((given) => ({ ...given, 'exam-start': Math.min(given['exam-start'], given.pupils), prices: {} }));

const runs = { numRuns: 6 };

describe('a plan', () => {
  it.each(['pupils', ...names] as const)('needs no less when %s makes the load larger', (name) => {
    const easier = easing.some((each) => each === name);
    fc.assert(
      fc.property(anyWorkload, fc.integer({ min: 2, max: 4 }), (workload, factor) => {
        const max = name === 'pupils' ? 1e9 : assumptions[name].max;
        const larger = { ...workload, [name]: Math.min(max, workload[name] * factor) };
        const [less, more] = easier ? [larger, workload] : [workload, larger];
        const [small, large] = [needs(planOf(less)), needs(planOf(more))];
        expect(large.every((value, place) => value >= (small[place] ?? 0) * (1 - 1e-9))).toBe(true);
      }),
      runs,
    );
  });

  it('adds up its parts and its disks', () => {
    fc.assert(
      fc.property(anyWorkload, (workload) => {
        const plan = planOf(workload);
        const total = (name: string) => plan.totals.find((each) => each.name === name)?.value;
        const sum = (values: number[]) => values.reduce((all, each) => all + each, 0);
        expect(total('cores in use at the peaks')).toBeCloseTo(
          sum(plan.parts.map(({ cores }) => cores.value)),
          6,
        );
        expect(total('memory')).toBeCloseTo(sum(plan.parts.map(({ memory }) => memory.value)), 6);
        const rows = plan.contents.filter(({ name }) => name !== 'vectors').map(({ value }) => value);
        const vectors = plan.contents.filter(({ name }) => name === 'vectors').map(({ value }) => value);
        const disks = 3 * sum(rows) + 2 * sum(vectors);
        expect((total('disk') ?? 0) / disks).toBeCloseTo(1, 9);
      }),
      runs,
    );
  });

  it('grows in proportion: twice the pupils need twice the cores, the disk and the tokens', () => {
    const [one, two] = [planOf(workloadOf('--pupils', '1000000')), planOf(workloadOf('--pupils', '2000000'))];
    const ratios = [
      ...one.parts.map(({ cores }, place) => [cores.value, two.parts[place]?.cores.value]),
      ...one.disks.map(({ value }, place) => [value, two.disks[place]?.value]),
      ...one.tokens.map(({ value }, place) => [value, two.tokens[place]?.value]),
    ].flatMap(([small = 0, large = 0]) => (small === 0 ? [] : [large / small]));
    expect(ratios.length).toBeGreaterThan(10);
    for (const ratio of ratios) expect(ratio).toBeCloseTo(2, 6);
  });

  it('computes a peak as its options say, in requests a second', () => {
    const plan = planOf(workloadOf('--pupils', '3600000', '--questions-per-day', '5'));
    // 3.6 million × 5 × 20 % × 2 / 3 600 s.
    expect(plan.peaks[0]?.rates.question).toMatchObject({ value: 2_000, unit: '/s' });
    const chat = plan.parts.find(({ part }) => part === 'chat');
    const { question, token } = inputs.processorMicroseconds;
    const expected = (2_000 * (question.chat ?? 0) + 500_000 * (token.chat ?? 0)) / 1e6;
    expect(chat?.cores.value).toBeCloseTo(expected, 6);
  });

  it('counts the reads of an attempt: when it opens, regularly until it ends, and after its submission', () => {
    const { peaks } = planOf(workloadOf('--pupils', '3600000', '--exam-start', '1200000'));
    const reads = Object.fromEntries(peaks.map(({ name, rates }) => [name, rates.readAttempt?.value]));
    expect(reads).toEqual({
      ...{ lesson: undefined, monday: undefined },
      ...{ 'exam start': 20_000, exam: 10_000, 'exam end': 20_000 },
    });
  });

  it('lists the needs by their ratio to the bound, and computes how many systems the fixed bounds require', () => {
    const { strains, systems } = planOf(workloadOf('--pupils', '10000000'));
    const ratios = strains.map(({ ratio }) => ratio.value);
    expect(ratios).toEqual(ratios.toSorted((one, other) => other - one));
    const fixed = strains.filter(({ isWidened }) => !isWidened).map(({ ratio }) => ratio.value);
    expect(systems.value).toBe(Math.max(1, Math.ceil(Math.max(...fixed))));
  });

  it('computes the cost of each item with a price, and reports the other items as not priced', () => {
    const workload = workloadOf('--pupils', '1000', '--prompt-price', '2');
    const priced = planOf(workload);
    // 1 000 × 5 × 20 × 2 500 tokens are 250 million.
    expect(priced.costs[0]).toMatchObject({ option: 'prompt-price', cost: { value: 500 } });
    expect(priced.costs.slice(1).every(({ cost }) => cost === undefined)).toBe(true);
    const text = planText(priced, startWays(inputs, workload), inputs);
    expect(text.match(/not priced/g)).toHaveLength(4);
    expect(text).toContain('Bottleneck: ');
  });
});

describe('the arguments of npm run plan', () => {
  it.each([
    [[], 'State the number of pupils'],
    [['--pupils', 'many'], '--pupils must be a whole number from 1 to 1000000000, not "many"'],
    [['--pupils', '1.5'], '--pupils must be a whole number'],
    [['--pupils', '10', '--busy-percent', '0'], '--busy-percent must be a number from 1 to 100, not "0"'],
    [['--pupils', '10', '--questions-per-day', ''], '--questions-per-day must be a number'],
    [['--pupils', '10', '--exam-start', '11'], '--exam-start must not exceed --pupils'],
    [['--pupils', '10', '--core-price', '-1'], '--core-price'],
    [['--pupils', '10', '--pupil', '3'], "Unknown option '--pupil'"],
  ])('%j are refused with a sentence and the usage', (args, message) => {
    const read = () => readPlanOptions(args);
    expect(read).toThrow(LaunchError);
    expect(read).toThrow(message);
  });

  it('have a documented default for each assumption', () => {
    for (const [name, { preset }] of Object.entries(assumptions))
      expect(usage).toMatch(new RegExp(`--${name} ${preset}\\s`));
  });

  it('may name a file of inputs; a missing or foreign one is refused', async () => {
    await expect(readInputs('/nowhere/inputs.json', usage)).rejects.toThrow('cannot be read');
    const foreign = path.join(repositoryRoot, 'package.json');
    await expect(readInputs(foreign, usage)).rejects.toThrow('holds no measured inputs');
  });
});

describe('the bounds of a plan', () => {
  it.each(storingServices)('count the connections that %s opens for its queue', (service) => {
    const text = readFileSync(path.join(repositoryRoot, 'services', service, 'src', 'deps.ts'), 'utf8');
    const found = /ownPools: \{(?: (?<line>.*) |\n(?<lines>[\s\S]*?)\n {4})\},\n/.exec(text)?.groups;
    // The fields of a pool are indented further than its name.
    const pools = found?.lines?.match(/^ {6}\w+: /gm) ?? found?.line?.match(/^\w+: /g) ?? [];
    // The main pool, and two places for short statements (libs/service-kit/src/jobs/jobs.ts).
    expect(queueConnections[service]).toBe(pools.length + 1 + 2);
  });

  it('are those of the code: the wait for a place, the pause between reads of an attempt, and the pool', () => {
    const admission = readFileSync(
      path.join(repositoryRoot, 'libs/service-kit/src/admission/admission.ts'),
      'utf8',
    );
    const database = readFileSync(
      path.join(repositoryRoot, 'libs/service-kit/src/database/database.ts'),
      'utf8',
    );
    const clock = readFileSync(
      path.join(repositoryRoot, 'services/web/client/src/pages/sitting/server-clock.ts'),
      'utf8',
    );
    expect(clock).toContain(`maxWaitSeconds = ${assumptions['attempt-read-seconds'].preset};`);
    expect(admission).toContain(`highMilliseconds: ${maxWaitSeconds}_000`);
    expect(database).toContain(`poolSize = ${requestConnections};`);
    expect(startAttempt.priority).toBe('high');
  });

  it('give the pod of each part at least its measured memory', () => {
    const requested = Object.entries(sizes).map(([part, { memoryMebibytes }]) => ({
      part,
      memoryMebibytes,
      measured: inputs.memoryMebibytes[part] ?? Number.POSITIVE_INFINITY,
    }));
    expect(requested.filter(({ measured, memoryMebibytes }) => memoryMebibytes < measured)).toEqual([]);
  });

  it('let every process of the overlay open all its connections to the production cluster', () => {
    const manifest = readFileSync(
      path.join(repositoryRoot, 'deploy', 'overlays', 'production', 'generated', 'postgres.yaml'),
      'utf8',
    );
    expect(manifest).toContain(`max_connections: "${maxConnections}"`);
    const all = storingServices.reduce(
      (sum, service) => sum + (scaleOf(service)?.max ?? 0) * (requestConnections + queueConnections[service]),
      0,
    );
    // Migrations, the operator and a person need some as well.
    expect(all + 50).toBeLessThanOrEqual(maxConnections);
  });
});

describe('the strains of a plan', () => {
  it('contain each store whose data need more disk than the overlay has', () => {
    const { strains, disks } = planOf(workloadOf('--pupils', '10000000'));
    const manifest = readFileSync(
      path.join(repositoryRoot, 'deploy', 'overlays', 'production', 'generated', 'postgres.yaml'),
      'utf8',
    );
    const [, gibibytes] = /\n {2}instances: 3\n[\s\S]*\n {2}storage:\n {4}size: (\d+)Gi/.exec(manifest) ?? [];
    const ofPostgres = disks.find(({ name }) => name === 'disk of PostgreSQL')?.value ?? 0;
    const strain = strains.find(({ what }) => what === 'disk of PostgreSQL');
    expect(strain?.ratio.value).toBeCloseTo(ofPostgres / (3 * Number(gibibytes)), 6);
    expect(strains.map(({ what }) => what)).toContain('disk of Qdrant');
  });
});

describe('the example in README.md', () => {
  it('has the figures of the plan for ten million pupils', () => {
    const readme = readFileSync(path.join(repositoryRoot, 'libs', 'capacity', 'README.md'), 'utf8');
    const workload = workloadOf('--pupils', '10000000');
    const { totals, connections, strains, systems } = planOf(workload);
    const [worst] = strains;
    const starts = startWays(inputs, workload).map(
      ({ outcome }) =>
        `| ${[outcome?.refusals, outcome?.lastAnswerSeconds].map((each) => shown(each ?? 0)).join(' | ')} s |`,
    );
    for (const text of [
      `| processors in use at the peaks | ${shown(totals[0]?.value ?? 0)} |`,
      `| connections of PostgreSQL | ${shown(connections.value)} |`,
      `| bottleneck | ${worst?.what}, ${shown(worst?.ratio.value ?? 0)} times that of the overlay |`,
      `| ${shown(systems.value)} separate systems, by connections |`,
      ...starts,
    ])
      expect(readme).toContain(text);
  });
});

describe('a number', () => {
  it('is shown with three digits and grouped thousands', () => {
    expect([0, 0.123_4, 9.876, 12.34, 1_234.5, 12_345_678, 0.003_04, 1e-9].map(shown)).toEqual([
      ...['0', '0.123', '9.88', '12.3', '1 235', '12 345 678', '0.00304', '0'],
    ]);
  });
});
