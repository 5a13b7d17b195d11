import { streamPoints } from '@ai-teacher/bench/benches/streams.ts';
import type { Findings } from '@ai-teacher/bench/report/report.ts';
import type { Point, Round } from '@ai-teacher/bench/report/rounds.ts';
import { perTokenFigure } from '@ai-teacher/bench/streams/stream-round.ts';
import { describe, expect, it } from '@jest/globals';
import { requestKinds } from '../src/inputs/inputs.ts';
import { costsOf, passedParts, sources } from '../src/measure/costs.ts';

type Processor = Readonly<Record<string, number>>;
type Measured = Pick<Findings, 'bench' | 'rounds'>;

const roundOf = (
  { point, way }: { readonly point: Point; readonly way: string },
  about: { perSecond: number; sent?: number; failed?: number },
  processor: Processor,
  counts: Readonly<Record<string, number>> = {},
): Round => {
  const { perSecond, sent = 100, failed = 0 } = about;
  const statuses = { 200: sent - failed, ...(failed === 0 ? {} : { 503: failed }) };
  const outcome = { sent, perSecond, statuses, p50: 1, p99: 1, p999: 1 };
  return { point, way, round: 1, outcome, processor, counts };
};

/** Streams of 60 tokens each, over ten seconds; a fifth of 25 is refused. */
const streams = (counts: Readonly<Record<string, number>> = {}): Round =>
  roundOf(
    { point: streamPoints[0] as Point, way: 'streams' },
    { perSecond: 2.5, sent: 25, failed: 5 },
    { chat: 1_000, gateway: 400 },
    { 'tokens received': 1_200, ...counts },
  );

/** Ten requests of each kind a second, each with the same times. */
const findingsOf = (processor: Processor, streamed = streams()): Measured[] => {
  const rounds = Object.values(sources).map(([bench, way, title]) => ({
    bench,
    round: roundOf({ point: { title, clients: 1 }, way }, { perSecond: 10 }, processor),
  }));
  const all = [...rounds, { bench: 'chat', round: streamed }];
  return [...Map.groupBy(all, ({ bench }) => bench)].map(([bench, some]) => ({
    bench,
    rounds: some.map(({ round }) => round),
  }));
};

/** Microseconds that every part takes in a second without requests. */
const idleOf = (microseconds: number): Processor =>
  Object.fromEntries([...new Set(Object.values(passedParts).flat())].map((part) => [part, microseconds]));

describe('the cost of a request', () => {
  it('counts the parts that the request passes, and no other', () => {
    const processor = { ...idleOf(3_000), 'load tool': 9_000, 'other parts': 9_000 };
    const { processorMicroseconds } = costsOf(findingsOf(processor), {});
    for (const kind of requestKinds)
      expect(Object.keys(processorMicroseconds[kind]).toSorted()).toEqual(passedParts[kind].toSorted());
    expect(processorMicroseconds.read).toMatchObject({ gateway: 3_000, user: 3_000 });
  });

  it('is without the work that its part does without requests', () => {
    // Ten requests a second, so a request has a tenth of a second of idle work.
    const { processorMicroseconds, withIdleWork } = costsOf(findingsOf(idleOf(3_000)), idleOf(20_000));
    expect(processorMicroseconds.signIn).toMatchObject({ auth: 1_000, gateway: 1_000 });
    expect(withIdleWork.filter((each) => !each.startsWith('token'))).toEqual([]);
  });

  it('includes the idle work, and is reported, when the idle work exceeds the measured time', () => {
    const { processorMicroseconds, withIdleWork } = costsOf(
      findingsOf({ ...idleOf(3_000), gateway: 500 }),
      idleOf(20_000),
    );
    expect(processorMicroseconds.inbox).toMatchObject({ notification: 1_000, gateway: 500 });
    expect(withIdleWork).toContain('inbox: gateway');
  });

  it('is stated per answered request, and includes the time of refused requests', () => {
    const findings = findingsOf({ ...idleOf(0), auth: 5_000 });
    const stormy = findings.map(({ bench, rounds }) => ({
      bench,
      rounds: rounds.map((round) => {
        if (bench !== 'login') return round;
        return { ...round, outcome: { ...round.outcome, statuses: { 200: 20, 503: 80 } } };
      }),
    }));
    // Ten answers a second: each has 25 ms of 5 ms for a sent request, and a tenth of a second of idle work.
    const { processorMicroseconds, refused } = costsOf(stormy, { auth: 10_000 });
    expect(processorMicroseconds.signIn.auth).toBeCloseTo(24_000, 6);
    expect(refused).toEqual(['signIn: 80 %']);
  });

  it('is refused when a round is missing', () => {
    const [first, ...others] = findingsOf(idleOf(1));
    expect(first?.bench).toBe('exam');
    expect(() => costsOf(others, {})).toThrow('the bench exam measured no read');
  });
});

describe('the cost of a streamed token', () => {
  it('is the processor time of chat while all streams are open, when this time was measured', () => {
    const streamed = streams({ [perTokenFigure]: 260 });
    expect(costsOf(findingsOf(idleOf(0), streamed), {}).processorMicroseconds.token.chat).toBe(260);
  });

  it('has neither the idle work nor the preparation of the answers, when streams were refused', () => {
    // 1 200 tokens: 10 s of 12 ms idle work are 100 µs for each, 20 questions of 9 ms are 150 µs.
    const findings = findingsOf({ chat: 10_200, gateway: 10_200 });
    const { token, question } = costsOf(findings, { chat: 12_000, gateway: 12_000 }).processorMicroseconds;
    expect(question.chat).toBeCloseTo(9_000, 6);
    expect(token.chat).toBeCloseTo(1_000 - 100 - 150, 6);
    expect(token.gateway).toBeCloseTo(400 - 100 - 150, 6);
  });

  it('is refused when no token arrived', () => {
    const silent = streams({ 'tokens received': 0 });
    expect(() => costsOf(findingsOf(idleOf(0), silent), {})).toThrow('no streamed token');
  });
});
