import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { LaunchError } from '@ai-teacher/local-mesh/terminal/launch-error.ts';
import type { TraceSpan } from '@ai-teacher/local-mesh/traces/trace-search.ts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { median, outcomeOf, percentile, type Sample, timed } from '../src/load/latency.ts';
import { LimitBudget } from '../src/load/limit-budget.ts';
import { parseSample, sendLoad } from '../src/load/load.ts';
import { describeMachine } from '../src/machine/machine.ts';
import { walkOver } from '../src/machine/memory-latency.ts';
import { parseTimes, processorTimes } from '../src/machine/processor-time.ts';
import { readBenchOptions } from '../src/options.ts';
import { pictureOf } from '../src/report/picture.ts';
import { type Findings, reportOf } from '../src/report/report.ts';
import { planRounds, type Round, ways } from '../src/report/rounds.ts';
import { middleStages, stagesOf } from '../src/report/stages.ts';
import { judge, rowAt, summarise } from '../src/report/summary.ts';
import { withoutTracing } from '../src/session/second-way.ts';

const sample = (sequence: number, sentMilliseconds: number, latencyMilliseconds: number): Sample => ({
  sequence,
  sentNanoseconds: 1_795_580_806_000_000_000n + BigInt(Math.round(sentMilliseconds * 1e6)),
  latencyNanoseconds: latencyMilliseconds * 1e6,
  status: 200,
});

describe('latencies', () => {
  it('are counted from the due time of a request, not from a late sending', () => {
    // 100/s: due at 0, 10, 20, 30 ms. The third was held up behind the second, and sent 40 ms late.
    const samples = [sample(0, 5, 1), sample(1, 15, 1), sample(2, 65, 1), sample(3, 66, 1)];
    expect(timed(samples, 100).map(({ latencyMilliseconds }) => latencyMilliseconds)).toEqual([1, 1, 41, 32]);
  });

  it('find the schedule for any order of answers and a late first request', () => {
    const samples = [sample(2, 20, 1), sample(0, 8, 1), sample(1, 10, 1)];
    const inOrder = timed(samples, 100).map(({ latencyMilliseconds }) => latencyMilliseconds);
    expect(inOrder).toEqual([1, 9, 1]);
  });

  it('are counted from the sending in a closed loop, which has no due times', () => {
    expect(timed([sample(0, 0, 3), sample(1, 700, 4)], undefined)).toEqual([
      { dueMilliseconds: 0, latencyMilliseconds: 3 },
      { dueMilliseconds: 700, latencyMilliseconds: 4 },
    ]);
  });

  it('have nearest-rank percentiles and medians', () => {
    const hundred = Float64Array.from({ length: 100 }, (_, index) => index + 1);
    expect([0.5, 0.99, 0.999, 1].map((share) => percentile(hundred, share))).toEqual([50, 99, 100, 100]);
    expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
  });

  it('exclude the warm-up, whose failures count', () => {
    const samples = Array.from({ length: 200 }, (_, index) =>
      sample(index, index * 10, index < 100 ? 500 : 2),
    );
    const failed = { ...(samples[0] as Sample), status: 429 };
    const outcome = outcomeOf([failed, ...samples.slice(1)], { rate: 100, warmSeconds: 1 });
    expect(outcome).toMatchObject({ sent: 200, p50: 2, p99: 2, statuses: { 200: 199, 429: 1 } });
    expect(outcome.perSecond).toBeCloseTo(100.8, 1);
  });
});

describe('the load tool', () => {
  it('is parsed line by line, with commas in its errors', () => {
    const line =
      '1795580806337669174,0,39500321,0,0,"Get ""https://x"": refused, twice",,,17,GET,https://x/users/me,QQ==';
    expect(parseSample(line)).toEqual({
      sequence: 17,
      sentNanoseconds: 1_795_580_806_337_669_174n,
      latencyNanoseconds: 39_500_321,
      status: 0,
    });
    expect(() => parseSample('what?')).toThrow('unknown line');
  });

  describe('run as a program', () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
    });
    afterEach(() => rm(folder, { recursive: true }));

    const load = {
      targets: [{ url: 'https://x', headers: { a: 'b' } }],
      rate: 50,
      seconds: 2,
      connections: 8,
    };
    /** Stands for vegeta: keeps its arguments and targets, and has one answer. */
    const tool = async (script: string) => {
      const program = path.join(folder, 'vegeta');
      await writeFile(program, `#!/bin/sh\ncd '${folder}'\n${script}\n`, { mode: 0o755 });
      return { program, folder, certificates: '/certificates' };
    };

    it('receives rate, time, connections and certificates, and leaves no token on disk', async () => {
      const answers = await sendLoad(
        load,
        await tool(
          'echo "$@" >> arguments; cp targets.json told 2> told.log\necho 1,200,5,0,0,,,,0,GET,https://x,QQ== > results.csv',
        ),
      );
      expect(answers.samples).toMatchObject([{ sequence: 0, status: 200 }]);
      const written = await readFile(path.join(folder, 'arguments'), 'utf8');
      expect(written).toContain('-rate=50/1s -duration=2s -workers=8 -max-workers=8 -max-connections=8');
      expect(written).toContain('-cert=/certificates/tls.crt');
      expect(JSON.parse(await readFile(path.join(folder, 'told'), 'utf8'))).toEqual({
        method: 'GET',
        url: 'https://x',
        header: { a: ['b'] },
      });
      await expect(readFile(path.join(folder, 'targets.json'))).rejects.toThrow('ENOENT');
    });

    it('ends the run with its own message when it fails', async () => {
      await expect(sendLoad(load, await tool('echo no such flag >&2; exit 3'))).rejects.toThrow(
        'ended with 3: no such flag',
      );
    });
  });
});

describe('the budget of the limits', () => {
  const at = (milliseconds: number) => ({ now: milliseconds });
  it('admits rounds until a minute is spent, then waits for the next', () => {
    const clock = at(10_000);
    const budget = new LimitBudget(10, () => clock.now);
    const spend = (requests: number) => budget.take(requests, 5, () => {});
    expect(budget.waitFor(600, 5)).toBe(0);
    void spend(600);
    expect(budget.waitFor(400, 5)).toBe(0);
    expect(budget.waitFor(410, 5)).toBe(50_000);
    clock.now = 60_000;
    expect(budget.waitFor(410, 5)).toBe(0);
  });

  it('counts a round across two minutes in both, and returns what was not sent', async () => {
    const clock = at(58_000);
    const budget = new LimitBudget(10, () => clock.now);
    const settle = await budget.take(1_000, 5, () => {});
    clock.now = 60_000;
    expect(budget.waitFor(10, 5)).toBe(60_000);
    settle(200);
    expect(budget.waitFor(800, 5)).toBe(0);
    expect(budget.waitFor(810, 5)).toBe(60_000);
  });

  it('refuses a round that exceeds the limit of a minute', () => {
    expect(() => new LimitBudget(10).waitFor(1_001, 5)).toThrow('give more readers');
  });
});

describe('processor time', () => {
  it('is read from /proc for any process name', () => {
    const stat = '42 (a (odd) name) S 7 42 42 0 -1 4194560 1 2 3 4 50 25 10 5 20 0 1 0 100';
    expect(parseTimes(stat)).toEqual({ parent: 7, own: 750, ended: 150 });
  });

  it('omits terminated processes', () => {
    expect(processorTimes(new Map([['gone', 2 ** 30]]))).toEqual(new Map());
  });
});

describe('the plan', () => {
  it('alternates the ways within every round, each first in turn', () => {
    const plan = planRounds([100], 3);
    expect(plan.slice(0, 9).map(({ way }) => way)).toEqual([
      ...['direct', 'edge', 'untraced'],
      ...['edge', 'untraced', 'direct'],
      ...['untraced', 'direct', 'edge'],
    ]);
    expect(plan).toHaveLength(18);
    expect(plan.at(-1)?.point).toBe('saturation');
  });

  it('is chosen by arguments; an unknown argument is named', () => {
    expect(readBenchOptions(['gateway', '--rates', '10,20', '--seconds', '3'])).toMatchObject({
      rates: [10, 20],
      seconds: 3,
      rounds: 3,
    });
    expect(readBenchOptions([]).rates).toEqual([100, 500, 1_000, 2_000]);
    for (const wrong of [['chat'], ['--rates', 'fast'], ['--speed'], ['gateway', 'gateway']])
      expect(() => readBenchOptions(wrong)).toThrow(LaunchError);
  });
});

describe('the way without tracing', () => {
  it('differs from the shipped listeners in tracing alone', async () => {
    const shipped = await readFile(path.join(repositoryRoot, 'envoy', 'lds.yaml'), 'utf8');
    const without = parse(withoutTracing(shipped), { merge: true, maxAliasCount: -1 });
    const expected = JSON.parse(
      JSON.stringify(parse(shipped, { merge: true, maxAliasCount: -1 }), (name, value) =>
        name === 'tracing' ? undefined : value,
      ),
    );
    expect(without).toEqual(expected);
    expect(() => withoutTracing('resources: []')).toThrow('no tracing');
  });
});

const span = (id: string, parentId: string | undefined, given: Partial<TraceSpan>): TraceSpan => ({
  id,
  parentId,
  service: 'gateway',
  name: id,
  startMicroseconds: 0,
  durationMicroseconds: 0,
  tags: {},
  events: [],
  ...given,
});

const read = [
  span('door', undefined, { durationMicroseconds: 1_000 }),
  span('limit', 'door', { durationMicroseconds: 100, tags: { upstream_cluster: 'ratelimit' } }),
  span('out', 'door', { durationMicroseconds: 700, tags: { upstream_cluster: 'user-service' } }),
  span('in', 'out', { service: 'user-service', durationMicroseconds: 600, tags: { 'span.kind': 'server' } }),
  span('sql', 'in', {
    service: 'user-service',
    durationMicroseconds: 250,
    tags: { 'db.system.name': 'postgresql' },
  }),
];

describe('the stages of a request', () => {
  it('are its spans without their child spans, and add up to the whole', () => {
    expect(stagesOf({ id: 't', spans: read })).toEqual({
      gateway: 200,
      ratelimit: 100,
      hop: 100,
      service: 350,
      database: 250,
    });
  });

  it('are undefined for a trace with a missing span', () => {
    for (const { id } of read)
      expect(stagesOf({ id: 't', spans: read.filter((each) => each.id !== id) })).toBeUndefined();
  });
});

const roundOf = (point: Round['point'], way: Round['way'], p50: number, perSecond: number): Round => ({
  point,
  way,
  round: 1,
  outcome: { sent: 1_000, perSecond, statuses: { 200: 1_000 }, p50, p99: p50 * 4, p999: p50 * 9 },
  processor: { gateway: way === 'direct' ? 0 : 170, user: 400, 'load tool': 50 },
});

const measured = (saturated: Record<Round['way'], number>): Round[] => [
  ...ways.map((way) => roundOf(500, way, way === 'direct' ? 1 : 1.5, 500)),
  ...ways.map((way) => roundOf(2_000, way, 40, way === 'edge' ? 1_200 : 2_000)),
  ...ways.map((way) => roundOf('saturation', way, 12, saturated[way])),
];

const findings = (rounds: Round[]): Findings => ({
  at: '2026-11-25T05:00:00Z',
  machine: { processors: '2 × Some CPU <fast>' },
  options: readBenchOptions([]),
  connections: 128,
  rounds,
  stages: {
    rate: 500,
    traces: 40,
    stages: middleStages([stagesOf({ id: 't', spans: read })].flatMap((one) => one ?? [])),
  },
});

describe('the machine', () => {
  it('has a memory chain that visits every line once before it returns', () => {
    const memory = walkOver(1_000);
    const seen = new Set<number>();
    for (let at = 0; !seen.has(at); at = memory[at] as number) seen.add(at);
    expect(seen.size).toBe(1_000);
    expect([...seen].every((at) => at % 16 === 0)).toBe(true);
  });

  it('is described by processors, memory latency and the versions of the measured parts', () => {
    const machine = describeMachine();
    expect(machine.processors).toMatch(/^\d+ × /);
    for (const size of ['256 KiB', '8 MiB', '64 MiB'])
      expect(machine[`a read in ${size} that depends on the read before`]).toMatch(/^\d+ ns$/);
    expect(machine.envoy).toMatch(/^\d+\.\d+/);
  });
});

describe('the report', () => {
  const good = measured({ direct: 3_000, edge: 2_100, untraced: 2_400 });

  it('has medians over the rounds', () => {
    const rows = summarise([10, 30, 20].map((p50) => roundOf(100, 'edge', p50, 100)));
    expect(rowAt(rows, 100, 'edge')).toMatchObject({ p50: 20, p99: 80, failed: 0, sent: 3_000 });
  });

  it('states for every aim whether it was met', () => {
    expect(judge(summarise(good)).map(({ met, found }) => [met, found])).toEqual([
      [true, '0.50 ms'],
      [true, '2.00 ms'],
      [true, '2100/s'],
      [true, '12.5 %'],
      [true, '9000 of 9000'],
    ]);
    const slow = measured({ direct: 3_000, edge: 1_000, untraced: 2_000 });
    expect(judge(summarise(slow)).map(({ met }) => met)).toEqual([true, true, false, false, true]);
    expect(
      judge([])
        .slice(0, 4)
        .every(({ met }) => met === undefined),
    ).toBe(true);
  });

  it('counts a refused request', () => {
    const [first, ...others] = good as [Round, ...Round[]];
    const refused = { ...first, outcome: { ...first.outcome, statuses: { 200: 998, 429: 2 } } };
    expect(judge(summarise([refused, ...others])).at(-1)).toMatchObject({
      met: false,
      found: '8998 of 9000',
    });
  });

  it('shows latencies, the added time, processor time, stages, method and machine', () => {
    const text = reportOf(findings(measured({ direct: 3_000, edge: 1_000, untraced: 2_000 })));
    for (const line of [
      '| at least 2 000 authenticated reads a second from end to end | 1000/s | **missed** |',
      '| 500/s | through the edge | 500 | 1.50 | 6.00 | 13.5 | 0 |',
      '| 2000/s | through the edge | 1200 (rate not reached) | 40.0 | 160 | 360 | 0 |',
      '| 500/s | 0.50 | 2.00 | 4.50 |',
      '| 500/s | through the edge | 170 | 400 | 50 | 570 |',
      '| limit: the call of ratelimit with its counter | 0.10 |',
      '| load tool and socket to the gateway | 0.50 |',
      '| processors | 2 × Some CPU <fast> |',
    ])
      expect(text).toContain(line);
  });

  it('has a well-formed picture with a curve per way and percentile and a bar per part', () => {
    const picture = pictureOf(summarise(good));
    const open: string[] = [];
    for (const [tag, slash, name] of picture.matchAll(/<(\/?)([a-z]+)[^<>]*>/g)) {
      if (slash === '/') expect(open.pop()).toBe(name);
      else if (!tag.endsWith('/>')) open.push(name as string);
    }
    expect(open).toEqual([]);
    expect(picture.match(/<polyline /g)).toHaveLength(6);
    expect(picture.match(/<rect /g)).toHaveLength(1 + 3 * 2 + 2);
    expect(picture).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('is written also for a nearly empty run', () => {
    const [only] = good as [Round];
    expect(pictureOf(summarise([only]))).not.toMatch(/NaN|Infinity|undefined/);
    expect(reportOf({ ...findings([only]), stages: undefined })).toContain('No trace could be read back.');
  });
});
