import { breachesOf } from '@ai-teacher/drill/overload/breaches.ts';
import type { KindResult, Phase } from '@ai-teacher/drill/overload/measure.ts';
import { overloadReport } from '@ai-teacher/drill/overload/report.ts';
import { describe, expect, it } from '@jest/globals';

const kind = (about: Partial<KindResult>): KindResult => ({
  ...{ kind: 'reads', offered: 100, accepted: 100, shed: 0, failed: 0, p99: 100, sent: 100 },
  ...about,
});
const calm: Phase = {
  title: 'without load',
  kinds: [kind({ kind: 'saves' }), kind({ kind: 'signIns' }), kind({}), kind({ kind: 'lists' })],
  toolDelay: 1,
};
/** The breaches of an overload in which one thing differs from what must hold. */
const breachesWith = (about: Partial<KindResult>, recoverySeconds = 2): string[] => {
  const held: KindResult[] = [
    kind({ kind: 'saves', p99: 400 }),
    kind({ kind: 'signIns', p99: 400 }),
    kind({ accepted: 20, shed: 80, p99: 400 }),
    kind({ kind: 'lists', accepted: 0, shed: 100, p99: Number.NaN }),
  ];
  const kinds = held.map((each) => (each.kind === about.kind ? { ...each, ...about } : each));
  return breachesOf({
    saturation: 10,
    phases: [calm, { title: 'overload', kinds, toolDelay: 1, recoverySeconds }],
  });
};

describe('the verdict on an overload', () => {
  it('accepts refusals with 503 of requests without high priority', () => {
    expect(breachesWith({})).toEqual([]);
  });

  it.each([
    [{ kind: 'reads', failed: 3 }, '3 of 100 reads failed without 503 and Retry-After'],
    [{ kind: 'saves', accepted: 98, shed: 2 }, '98 % of saves were accepted, not 99 %'],
    [{ kind: 'signIns', p99: 510 }, 'the p99 of signIns was 5.1 times that without load, not 5'],
    [
      { kind: 'reads', accepted: 50, shed: 50, p99: 510 },
      'the slowest of 50 reads was 5.1 times that without load, not 5',
    ],
  ] as const)('reports %j', (about, breach) => {
    expect(breachesWith(about)).toEqual([`overload: ${breach}`]);
  });

  it('reports a late recovery, and none at all', () => {
    expect(breachesWith({}, 10.1)).toEqual(['overload: the recovery took 10.1 s, not 10 s']);
    expect(breachesWith({}, Number.POSITIVE_INFINITY)).toEqual(['overload: the system did not recover']);
  });

  it('reports a load that was no overload', () => {
    const phases = [calm, { ...calm, title: 'overload', recoverySeconds: 0 }];
    expect(breachesOf({ saturation: 10, phases })).toEqual([
      'overload: no request was shed, so there was no overload',
    ]);
  });

  it('reports refusals without load, because they leave nothing to compare with', () => {
    const busy = { ...calm, kinds: [kind({}), kind({ kind: 'lists', offered: 32, accepted: 27, shed: 5 })] };
    const phases = [busy, { ...calm, kinds: [kind({ accepted: 50, shed: 50 })], recoverySeconds: 0 }];
    expect(breachesOf({ saturation: 10, phases })).toEqual([
      'without load: 5 of 32 lists were refused, so the comparison says nothing',
    ]);
  });

  it('reports a kind of request that was not measured without load', () => {
    const overloads = [
      { title: 'overload', toolDelay: 1, kinds: [kind({ accepted: 50, shed: 50 })], recoverySeconds: 0 },
    ];
    expect(breachesOf({ saturation: 10, phases: [{ ...calm, kinds: [] }, ...overloads] })).toEqual([
      'overload: no reads were accepted without load, so their p99 has no measure',
    ]);
  });

  it('judges each overload', () => {
    const late = { ...calm, title: 'second', recoverySeconds: 20 };
    const first = { ...calm, title: 'first', kinds: [kind({ accepted: 50, shed: 50 })], recoverySeconds: 0 };
    const titles = breachesOf({ saturation: 10, phases: [calm, first, late] }).map(
      (text) => text.split(':')[0],
    );
    expect(titles).toEqual(['second', 'second']);
  });
});

describe('the report of an overload', () => {
  it('names the slowest request where there are too few for a p99', () => {
    const few = { ...calm, kinds: [kind({ accepted: 99 }), kind({ kind: 'lists' })] };
    const rows = overloadReport({ saturation: 10, phases: [few] }).split('\n');
    expect(rows.filter((row) => row.includes('(')).map((row) => row.split(' | ').at(-2))).toEqual([
      '100 (slowest of 99)',
      '100',
    ]);
  });

  it('states the delay of the load tool beside the times that contain it', () => {
    const phases = [calm, { ...calm, title: 'overload', toolDelay: 31.6, recoverySeconds: 0 }];
    expect(overloadReport({ saturation: 10, phases }).split('\n').slice(-2)).toEqual([
      '| without load | 1 |',
      '| overload | 32 |',
    ]);
  });
});
