import { describe, expect, it } from '@jest/globals';
import { dayIn, startOfDayIn } from '../src/domain/days/day-in.ts';

describe('dayIn', () => {
  it.each([
    ['UTC', '2026-08-31T23:59:59.999Z', '2026-08-31'],
    ['UTC', '2026-09-01T00:00:00Z', '2026-09-01'],
    ['Pacific/Auckland', '2026-08-31T11:59:59.999Z', '2026-08-31'],
    ['Pacific/Auckland', '2026-08-31T12:00:00Z', '2026-09-01'],
    // Summer time has one hour more.
    ['Pacific/Auckland', '2026-12-31T11:00:00Z', '2027-01-01'],
    ['Pacific/Kiritimati', '2026-12-31T10:00:00Z', '2027-01-01'],
    ['Pacific/Pago_Pago', '2027-01-01T10:59:59Z', '2026-12-31'],
    ['Asia/Kathmandu', '2026-08-31T18:15:00Z', '2026-09-01'],
    ['UTC', '0001-01-01T00:00:00Z', '0001-01-01'],
  ])('in %s is %s on %s', (timeZone, instant, day) => {
    expect(dayIn(timeZone, new Date(instant))).toBe(day);
  });

  it('refuses a name that is no time zone', () => {
    expect(() => dayIn('Mars/Olympus', new Date())).toThrow(RangeError);
  });
});

describe('startOfDayIn', () => {
  it.each([
    ['UTC', '2026-09-01', '2026-09-01T00:00:00.000Z'],
    ['Pacific/Auckland', '2026-09-01', '2026-08-31T12:00:00.000Z'],
    ['Pacific/Kiritimati', '2027-01-01', '2026-12-31T10:00:00.000Z'],
    ['Etc/GMT+12', '2027-01-01', '2027-01-01T12:00:00.000Z'],
    // The clocks of Beirut went from midnight to one o'clock on this day.
    ['Asia/Beirut', '2024-03-31', '2024-03-30T22:00:00.000Z'],
  ])('in %s of %s is %s', (timeZone, day, instant) => {
    expect(startOfDayIn(timeZone, day).toISOString()).toBe(instant);
  });

  it('is the first minute of its day in every time zone', () => {
    for (const timeZone of Intl.supportedValuesOf('timeZone')) {
      const start = startOfDayIn(timeZone, '2026-10-25');
      expect([timeZone, dayIn(timeZone, start)]).toEqual([timeZone, '2026-10-25']);
      expect(dayIn(timeZone, new Date(start.getTime() - 60_000))).toBe('2026-10-24');
    }
  });
});
