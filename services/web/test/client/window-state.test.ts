import { describe, expect, it } from '@jest/globals';
import { windowState } from '../../client/src/pages/sitting/window-state.ts';

const opensAt = '2026-09-01T08:00:00.000Z';
const closesAt = '2026-09-01T09:00:00.000Z';

describe('the window of an exam', () => {
  it.each([
    ['2026-09-01T07:59:59.999Z', 'later'],
    [opensAt, 'due'],
    ['2026-09-01T08:59:59.999Z', 'due'],
    [closesAt, 'ended'],
  ])('At %s the exam is %s', (now, state) => {
    expect(windowState({ opensAt, closesAt, releasedAt: null }, Date.parse(now))).toBe(state);
  });

  it('An exam without bounds is always due', () => {
    expect(windowState({ opensAt: null, closesAt: null, releasedAt: null }, 0)).toBe('due');
  });

  it('An exam whose results are released has ended', () => {
    const releasedAt = '2026-09-01T08:30:00.000Z';
    expect(windowState({ opensAt, closesAt, releasedAt }, Date.parse(releasedAt))).toBe('ended');
  });
});
