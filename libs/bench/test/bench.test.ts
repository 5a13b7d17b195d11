import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { LaunchError } from '@ai-teacher/local-mesh/terminal/launch-error.ts';
import type { TraceSpan } from '@ai-teacher/local-mesh/traces/trace-search.ts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { everyBench } from '../src/benches/every-bench.ts';
import { gatewayBench } from '../src/benches/gateway.ts';
import { makeBook } from '../src/books/make-book.ts';
import { median, outcomeOf, percentile, type Sample, timed } from '../src/load/latency.ts';
import { LimitBudget } from '../src/load/limit-budget.ts';
import { parseSample, sendLoad } from '../src/load/load.ts';
import { outcomeOf as loginOutcome, stormCounts, stormFigures } from '../src/logins/login-round.ts';
import { describeMachine } from '../src/machine/machine.ts';
import { walkOver } from '../src/machine/memory-latency.ts';
import { parseTimes, processorTimes } from '../src/machine/processor-time.ts';
import { readBenchOptions } from '../src/options.ts';
import {
  allAnswered,
  answeredRows,
  atLeast,
  atMost,
  processorMultiple,
  unmeasured,
} from '../src/report/aims.ts';
import { pictureOf } from '../src/report/picture.ts';
import { type Findings, reportOf } from '../src/report/report.ts';
import { oneClient, openLoop, type Point, planRounds, type Round, saturation } from '../src/report/rounds.ts';
import { middleStages, stageLines, stagesOf } from '../src/report/stages.ts';
import { processorTotal, type Row, rowAt, summarise } from '../src/report/summary.ts';
import { madeRoster, type RosterPlan, rosterCounts } from '../src/rosters/made-roster.ts';
import { readRosterOptions } from '../src/rosters/roster-options.ts';
import { rosterZip } from '../src/rosters/write-roster.ts';
import { perUnit } from '../src/session/processor.ts';
import { mergeSeconds, untracedPlan, withoutTracing } from '../src/session/second-way.ts';
import { accountFor, readWords, writeWord } from '../src/streams/numbered-words.ts';
import type { Streamed } from '../src/streams/stream-load.ts';
import { faultsOf, tokenFaults } from '../src/streams/stream-round.ts';

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

  it('begin at the time of sending in a closed loop, which has no due times', () => {
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

    it('sends bodies, from the given address', async () => {
      const targets = [{ method: 'POST', url: 'https://x', headers: {}, body: '{"query":"rain"}' }];
      await sendLoad(
        { ...load, targets, from: '127.1.2.3' },
        await tool(
          'echo "$@" >> arguments; cp targets.json told 2> told.log\necho 1,200,5,0,0,,,,0,POST,https://x,QQ== > results.csv',
        ),
      );
      expect(await readFile(path.join(folder, 'arguments'), 'utf8')).toContain(' -laddr=127.1.2.3 ');
      const { method, body } = JSON.parse(await readFile(path.join(folder, 'told'), 'utf8'));
      expect([method, Buffer.from(body, 'base64').toString()]).toEqual(['POST', '{"query":"rain"}']);
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
    const budget = new LimitBudget(10, 100, () => clock.now);
    const spend = (requests: number) => budget.take(requests, 5, () => {});
    expect(budget.waitFor(600, 5)).toBe(0);
    void spend(600);
    expect(budget.waitFor(400, 5)).toBe(0);
    expect(budget.waitFor(410, 5)).toBe(50_000);
    clock.now = 60_000;
    expect(budget.waitFor(410, 5)).toBe(0);
  });

  it('counts a round across two minutes in both, and returns the requests that were not sent', async () => {
    const clock = at(58_000);
    const budget = new LimitBudget(10, 100, () => clock.now);
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

  it('is divided by the requests; parts without a name are added up', () => {
    const before = new Map([
      ['rag', 100],
      ['prometheus', 50],
      ['web', 0],
    ]);
    const after = new Map([
      ['rag', 300],
      ['prometheus', 60],
      ['web', 20],
    ]);
    expect(perUnit(before, after, 100)).toMatchObject({ rag: 2_000, gateway: 0, 'other parts': 300 });
    expect(perUnit(new Map(), new Map(), 100)).toEqual({});
  });

  it('omits terminated processes', () => {
    expect(processorTimes(new Map([['gone', 2 ** 30]]))).toEqual(new Map());
  });
});

describe('the plan', () => {
  it('alternates the ways within every round, each first in turn', () => {
    const plan = planRounds([openLoop(100), saturation], () => ['a', 'b', 'c'], 3);
    expect(plan.slice(0, 9).map(({ way }) => way)).toEqual([
      ...['a', 'b', 'c'],
      ...['b', 'c', 'a'],
      ...['c', 'a', 'b'],
    ]);
    expect(plan).toHaveLength(18);
    expect(plan.at(-1)?.point.title).toBe('saturation');
  });

  it('leaves a way out at points where it is not measured', () => {
    const waysAt = ({ title }: Point) => (title === 'one client' ? ['a', 'b'] : ['a']);
    const plan = planRounds([oneClient, saturation], waysAt, 2);
    expect(plan.map(({ point, way }) => `${point.title} ${way}`)).toEqual([
      ...['one client a', 'one client b', 'one client b', 'one client a'],
      ...['saturation a', 'saturation a'],
    ]);
  });

  it('is chosen by arguments; an unknown argument is named', () => {
    const known = Object.keys(everyBench);
    const read = (...args: string[]) => readBenchOptions(args, known);
    expect(read('gateway', '--rates', '10,20', '--seconds', '3', '--dir', 'books')).toEqual({
      names: ['gateway'],
      options: expect.objectContaining({ rates: [10, 20], seconds: 3, rounds: 3, dir: 'books' }),
    });
    expect(read('all', '--quick')).toMatchObject({ names: known, options: { rounds: 1 } });
    for (const wrong of [
      [],
      ['unknown'],
      ['gateway', '--rates', 'fast'],
      ['--speed'],
      ['gateway', 'gateway'],
    ])
      expect(() => read(...wrong)).toThrow(LaunchError);
  });

  it.each(Object.entries(everyBench))('%s has names for all it compares', (name, make) => {
    const plan = make(readBenchOptions([name], [name]).options);
    expect(plan.name).toBe(name);
    for (const names of [plan.points.map(({ title }) => title), plan.ways.map((way) => way.name)])
      expect(new Set(names).size).toBe(names.length);
  });
});

describe('the second processes', () => {
  it('are shared by the benches of a run', () => {
    const [merged, ...more] = mergeSeconds([untracedPlan(['user']), untracedPlan(['user', 'chat'])]);
    expect(more).toEqual([]);
    expect(merged?.doubled).toEqual(['gateway', 'user', 'chat']);
    expect(Object.keys(merged?.overrides ?? {})).toEqual(['user', 'chat']);
  });

  it('without tracing differ from the shipped listeners in tracing alone', async () => {
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

const ways = [
  { name: 'direct', title: 'direct to the service' },
  { name: 'edge', title: 'through the edge' },
  { name: 'untraced', title: 'through the edge, tracing off' },
];

const roundOf = (point: Point, way: string, p50: number, perSecond: number): Round => ({
  point,
  way,
  round: 1,
  outcome: { sent: 1_000, perSecond, statuses: { 200: 1_000 }, p50, p99: p50 * 4, p999: p50 * 9 },
  processor: { gateway: way === 'direct' ? 0 : 170, user: 400, rag: 0, 'load tool': 50 },
});

const measured = (saturated: Record<string, number>): Round[] => [
  ...ways.map(({ name }) => roundOf(openLoop(500), name, name === 'direct' ? 1 : 1.5, 500)),
  ...ways.map(({ name }) => roundOf(openLoop(2_000), name, 40, name === 'edge' ? 1_200 : 2_000)),
  ...ways.map(({ name }) => roundOf(saturation, name, 12, saturated[name] as number)),
];

const { options } = readBenchOptions(['gateway'], ['gateway']);
const gateway = gatewayBench(options);

const findings = (rounds: Round[]): Findings => ({
  bench: 'gateway',
  title: 'Gateway benchmark',
  at: '2026-11-25T05:00:00Z',
  machine: { processors: '2 × Some CPU <fast>' },
  options,
  ways,
  rounds,
  aims: gateway.aims(summarise(rounds)),
  sections: gateway.sections?.(summarise(rounds)) ?? [],
  method: gateway.method,
});

const streamed = (numbers: readonly number[], status = 200, isOpened = status === 200): Streamed => ({
  status,
  isOpened,
  firstMilliseconds: 5,
  numbers,
  delays: [],
});

describe('the words of the scripted model', () => {
  it('carry their number and the time of their sending through any cut of the text', () => {
    const text = `${writeWord(1, 1_795_580_806_123.456)} ${writeWord(2, 1_795_580_806_223)} `;
    for (let cut = 0; cut <= text.length; cut += 1) {
      const first = readWords(text.slice(0, cut));
      const second = readWords(first.rest + text.slice(cut));
      expect([...first.words, ...second.words]).toEqual([
        { number: 1, sentMilliseconds: 1_795_580_806_123.456 },
        { number: 2, sentMilliseconds: 1_795_580_806_223 },
      ]);
    }
  });

  it.each([
    ['complete', [1, 2, 3], { lost: 0, repeated: 0, reordered: 0 }],
    ['a lost one', [1, 3], { lost: 1, repeated: 0, reordered: 0 }],
    ['a lost end', [1], { lost: 2, repeated: 0, reordered: 0 }],
    ['a repeated one', [1, 2, 2, 3], { lost: 0, repeated: 1, reordered: 0 }],
    ['a late one', [1, 3, 2], { lost: 0, repeated: 0, reordered: 1 }],
    ['nothing', [], { lost: 3, repeated: 0, reordered: 0 }],
  ])('are counted: %s', (_, numbers, expected) => {
    expect(accountFor(numbers, 3)).toEqual(expected);
  });

  it('are lost in an answer that breaks off, not in a refused one', () => {
    const faults = faultsOf([streamed([1], 0, true), streamed([], 503), streamed([2, 1])], 2);
    expect(faults).toEqual({ lost: 1, repeated: 0, reordered: 1, [tokenFaults]: 2 });
  });
});

describe('logins', () => {
  const answered = (status: number, milliseconds: number, hasRetryAfter = false) => ({
    status,
    milliseconds,
    hasRetryAfter,
  });
  const storm = [answered(200, 300), answered(200, 100), answered(503, 4, true), answered(0, 900)];

  it('have the waits of those that succeed', () => {
    expect(loginOutcome(storm, 2)).toMatchObject({
      sent: 4,
      perSecond: 1,
      p50: 100,
      p99: 300,
      statuses: { 200: 2, 503: 1, 0: 1 },
    });
  });

  it('are refused with 503 and Retry-After; other refusals are counted apart', () => {
    const counts = stormCounts(storm, [answered(200, 6), answered(200, 8)]);
    expect(counts).toMatchObject({
      'logins refused': 2,
      [stormFigures.withRetryAfter]: 50,
      [stormFigures.refusedP99]: 900,
      [stormFigures.readP50]: 6,
    });
    expect(stormCounts([answered(200, 1)], [])).not.toHaveProperty(stormFigures.withRetryAfter);
  });
});

describe('the made book', () => {
  it('is a PDF with the requested number of pages of prose and with correct offsets', async () => {
    const text = (await makeBook(3)).toString('latin1');
    expect(text.match(/\/Type \/Page /g)).toHaveLength(3);
    const table = text.slice(Number(/startxref\n(\d+)/.exec(text)?.[1]));
    const offsets = [...table.matchAll(/^(\d{10}) 00000 n /gm)].map(([, offset]) => Number(offset));
    expect(offsets).toHaveLength(9);
    for (const [index, offset] of offsets.entries())
      expect(text.slice(offset)).toMatch(new RegExp(`^${index + 1} 0 obj\n`));
  });
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

describe('the aims', () => {
  it('of a bench that failed stay in the table, each with the reason', () => {
    for (const make of Object.values(everyBench)) {
      const known = make(readBenchOptions(['all', '--quick'], Object.keys(everyBench)).options).aims([]);
      const aims = unmeasured(known, 'no book');
      expect(aims.length).toBeGreaterThan(0);
      expect(aims.map(({ figure }) => figure)).toEqual(known.map(({ figure }) => figure));
      expect(aims.every(({ found, met }) => found === 'no book' && met === undefined)).toBe(true);
    }
  });

  const about = { figure: 'a figure', unit: 'ms' };
  it.each([
    ['at most, below', atMost(6, 5.5, about), { target: '≤ 6 ms', found: '5.50 ms', met: true }],
    ['at most, above', atMost(6, 6.5, about), { found: '6.50 ms', met: false }],
    ['at least, below', atLeast(2_000, 150, about), { target: '≥ 2 000 ms', found: '150 ms', met: false }],
    [
      'no round',
      atMost(6, undefined, about),
      { found: 'no round of this run with its requests answered', met: undefined },
    ],
    ['a reason', atMost(6, undefined, { ...about, missing: 'no /proc' }), { found: 'no /proc' }],
    ['no number', atMost(6, Number.NaN, about), { met: undefined }],
  ])('compare a figure with its target: %s', (_, aim, expected) => {
    expect(aim).toMatchObject(expected);
  });

  it('compare the processor time of all parts, without the load tool', () => {
    const rows = summarise([
      roundOf(saturation, 'direct', 1, 100),
      { ...roundOf(saturation, 'edge', 1, 50), processor: { rag: 2_000, 'load tool': 999 } },
    ]);
    expect(processorMultiple(rows, 'saturation', ['edge', 'direct'])).toBe(5);
    expect(processorMultiple(rows, 'one client', ['edge', 'direct'])).toBeUndefined();
    expect(processorTotal(rows[0] as Row, ['gateway', 'user'])).toBe(400);
  });

  it('count every answer except 200', () => {
    const [first, ...others] = measured({ direct: 1, edge: 1, untraced: 1 }) as [Round, ...Round[]];
    const refused = { ...first, outcome: { ...first.outcome, statuses: { 200: 998, 429: 2 } } };
    expect(allAnswered(summarise([refused, ...others]))).toMatchObject({ met: false, found: '8998 of 9000' });
  });

  it('are not proved by rows whose requests failed', () => {
    const failing = (refused: number): Round => ({
      ...roundOf(saturation, 'edge', 1, 900),
      outcome: { ...roundOf(saturation, 'edge', 1, 900).outcome, statuses: { 200: 1_000 - refused } },
    });
    expect(answeredRows(summarise([failing(10)]))).toHaveLength(1);
    expect(answeredRows(summarise([failing(11)]))).toEqual([]);
    expect(gateway.aims(summarise([failing(600)])).map(({ met }) => met)).toEqual([
      ...Array(5).fill(undefined),
      false,
    ]);
  });

  it('of the gateway are met or missed according to the measured rows', () => {
    const judged = (saturated: Record<string, number>) =>
      gateway.aims(summarise(measured(saturated))).map(({ met, found }) => [met, found]);
    expect(judged({ direct: 3_000, edge: 2_200, untraced: 2_400 })).toEqual([
      [true, '0.50 ms'],
      [true, '2.00 ms'],
      [true, '2200 /s'],
      [true, '0.17 ms'],
      [true, '8.33 %'],
      [true, '9000 of 9000'],
    ]);
    expect(judged({ direct: 3_000, edge: 1_000, untraced: 2_000 })[4]).toEqual([false, '50.0 %']);
    expect(gateway.aims([]).every(({ met }) => met === undefined)).toBe(true);
  });
});

describe('the report', () => {
  const good = measured({ direct: 3_000, edge: 2_200, untraced: 2_400 });

  it('has medians over the rounds', () => {
    const rounds = [10, 30, 20].map((p50) => ({
      ...roundOf(openLoop(100), 'edge', p50, 100),
      counts: { lost: p50 },
    }));
    expect(rowAt(summarise(rounds), '100/s', 'edge')).toMatchObject({
      p50: 20,
      p99: 80,
      counts: { lost: 20 },
      failed: 0,
      sent: 3_000,
    });
  });

  it('shows aims, latencies, the added time, processor time, stages, method and machine', () => {
    const rounds = measured({ direct: 3_000, edge: 1_000, untraced: 2_000 });
    const counted = { ...(rounds[0] as Round), counts: { 'tokens lost': 3 } };
    const text = reportOf(findings([counted, ...rounds.slice(1)]));
    for (const line of [
      '| authenticated reads from end to end | ≥ 2 000 /s | 1000 /s | **missed** |',
      '| 500/s | through the edge | 500 | 1.50 | 6.00 | 13.5 | 0 |',
      '| 2000/s | through the edge | 1200 (rate not reached) | 40.0 | 160 | 360 | 0 |',
      '| 500/s | 0.50 | 2.00 | 4.50 |',
      '| load | way | gateway | user | load tool | all but the load tool |',
      '| 500/s | through the edge | 170 | 400 | 50 | 570 |',
      '| 500/s | direct to the service | 3.00 |',
      'No trace could be read back.',
      '| processors | 2 × Some CPU <fast> |',
    ])
      expect(text).toContain(line);
  });

  it('shows the time of a request by stage', () => {
    const stages = middleStages([stagesOf({ id: 't', spans: read })].flatMap((one) => one ?? []));
    const text = stageLines({ stages, traces: 40 }, { rate: 500, seen: 1.5 }).join('\n');
    expect(text).toContain('| limit: the call of ratelimit with its counter | 0.10 |');
    expect(text).toContain('| load tool and socket to the gateway | 0.50 |');
  });

  it('has a well-formed picture with a curve per way and percentile and a bar per part', () => {
    const picture = pictureOf(summarise(good), ways);
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
    expect(pictureOf(summarise([only]), ways)).not.toMatch(/NaN|Infinity|undefined/);
    expect(reportOf(findings([only]))).toContain('no round of this run with its requests answered');
  });
});

describe('a made roster', () => {
  const plan: RosterPlan = { users: 1_000, seed: 1, prefix: 'x-', mode: 'bulk' };
  const rowsOf = (name: string) => {
    const { columns, rows } = madeRoster(plan)[name] ?? { columns: [], rows: () => [] };
    return [...rows()].map(
      ([id, ...cells]): Record<string, string> => ({
        ...Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? ''])),
        id: id ?? '',
      }),
    );
  };

  it('has a tenth as many classes as users, and three enrolments for each user', () => {
    expect(rosterCounts(1_000_000)).toMatchObject({
      classes: 100_000,
      enrollments: 3_000_000,
      guardians: 350_000,
    });
    expect(rowsOf('users')).toHaveLength(1_000);
    expect(rowsOf('classes')).toHaveLength(100);
    expect(rowsOf('enrollments')).toHaveLength(3_000);
  });

  it('refers to nothing that it lacks, and enrols a person in a class once', () => {
    const references = {
      orgs: { parentSourcedId: 'orgs' },
      academicSessions: { parentSourcedId: 'academicSessions' },
      courses: { schoolYearSourcedId: 'academicSessions', orgSourcedId: 'orgs' },
      users: { agentSourcedIds: 'users' },
      roles: { userSourcedId: 'users', orgSourcedId: 'orgs' },
      userProfiles: { userSourcedId: 'users' },
      classes: { courseSourcedId: 'courses', schoolSourcedId: 'orgs', termSourcedIds: 'academicSessions' },
      enrollments: { classSourcedId: 'classes', schoolSourcedId: 'orgs', userSourcedId: 'users' },
    };
    for (const [file, columns] of Object.entries(references))
      for (const [column, of] of Object.entries(columns)) {
        const known = new Set(rowsOf(of).map(({ id }) => id));
        const named = rowsOf(file).flatMap((row) => (row[column] ?? '').split(',').filter((id) => id !== ''));
        expect(named.filter((id) => !known.has(id))).toEqual([]);
      }
    const seats = rowsOf('enrollments').map((row) => `${row.classSourcedId} ${row.userSourcedId}`);
    expect(new Set(seats).size).toBe(seats.length);
  });

  it('is equal for equal seeds and different for different seeds', async () => {
    const bytes = await buffer(rosterZip(plan));
    expect((await buffer(rosterZip(plan))).equals(bytes)).toBe(true);
    expect((await buffer(rosterZip({ ...plan, seed: 2 }))).equals(bytes)).toBe(false);
  });

  it('is made while it is read, so its size does not matter', async () => {
    const before = process.memoryUsage().rss;
    let read = 0;
    for await (const bytes of rosterZip({ ...plan, users: 1_000_000_000 })) {
      read += bytes.length;
      if (read > 2_000_000) break;
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
  });

  it('needs a number of users, and refuses unknown options', () => {
    expect(readRosterOptions(['--users', '20000'])).toEqual({
      ...{ users: 20_000, seed: 1, prefix: '', mode: 'bulk', out: 'results/roster-20000.zip' },
    });
    for (const args of [
      [],
      ['--users', '99'],
      ['--users', '1e9.5'],
      ['--users', '100', '--mode', 'some'],
      ['--users', '100', '--prefix', 'a b'],
      ['--users', '100', '--seed', 'x'],
      ['--user', '100'],
    ])
      expect(() => readRosterOptions(args)).toThrow(LaunchError);
  });
});
