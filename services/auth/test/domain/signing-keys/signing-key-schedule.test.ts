import { describe, expect, it } from '@jest/globals';
import {
  dueForRetirement,
  isDueForRotation,
  signingKeyAt,
  stateOf,
  waitingKeyAt,
} from '../../../src/domain/signing-keys/signing-key-schedule.ts';

const times = { overlapSeconds: 660, retirementSeconds: 960, rotationDays: 30 };
const at = (seconds: number): Date => new Date(Date.parse('2026-03-02T09:00:00Z') + seconds * 1_000);
const key = (kid: string, signsAtSeconds: number) => ({ kid, signsAt: at(signsAtSeconds) });
const old = key('old', 0);
const next = key('next', 660);

describe('the schedule of signing keys', () => {
  it('signingKeyAt returns the old key until the next key’s signsAt, in any order of the list', () => {
    for (const keys of [
      [old, next],
      [next, old],
    ]) {
      expect(signingKeyAt(keys, at(659.999))?.kid).toBe('old');
      expect(waitingKeyAt(keys, at(659.999))?.kid).toBe('next');
      expect(signingKeyAt(keys, at(660))?.kid).toBe('next');
      expect(waitingKeyAt(keys, at(660))).toBeUndefined();
    }
  });

  it('dueForRetirement lists the old key when its last token has expired, and not before', () => {
    expect(dueForRetirement([next, old], times, at(660 + 959.999))).toEqual([]);
    expect(dueForRetirement([next, old], times, at(660 + 960))).toEqual([old]);
    expect(dueForRetirement([next], times, at(10_000_000))).toEqual([]);
  });

  it('dueForRetirement never lists an old key that still signs while the next one waits', () => {
    expect(dueForRetirement([key('next', 10_000_100), old], times, at(10_000_000))).toEqual([]);
  });

  it('dueForRetirement lists all predecessors of a settled key together', () => {
    const keys = [key('third', 2_000), next, old];
    expect(dueForRetirement(keys, times, at(2_960)).map(({ kid }) => kid)).toEqual(['next', 'old']);
  });

  it('isDueForRotation holds when a key has signed for rotationDays, and not while a key waits', () => {
    const days = 30 * 24 * 3_600;
    expect(isDueForRotation([old], times, at(days - 1))).toBe(false);
    expect(isDueForRotation([old], times, at(days))).toBe(true);
    expect(isDueForRotation([key('next', days + 60), old], times, at(days))).toBe(false);
    expect(isDueForRotation([], times, at(0))).toBe(true);
  });

  it('stateOf returns waiting, signing, leaving or retired for each key', () => {
    const record = (kid: string, signsAt: Date, retiredAt: Date | null = null) => ({
      kid,
      signsAt,
      retiredAt,
      createdAt: signsAt,
    });
    const all = [
      record('waiting', at(2_000)),
      record('signing', at(660)),
      record('leaving', at(0)),
      record('retired', at(-5_000), at(-10)),
    ];
    expect(all.map((each) => stateOf(each, all, at(700)))).toEqual(all.map(({ kid }) => kid));
  });
});
