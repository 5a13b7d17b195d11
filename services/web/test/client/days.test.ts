import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const folder = path.join(import.meta.dirname, '../../client/src');

type Shown = {
  readonly offsetMinutes: number;
  readonly first: string;
  readonly last: string;
  readonly year: string;
  readonly day: string;
  readonly until: string;
};

/** What the client shows in a process with a time zone, as a browser there would. */
const shownIn = (zone: string, language: string): Shown => {
  const script = `
    import i18next from 'i18next';
    import { showCalendarDay, showLastDay, showPeriod, untilOf } from './language/days.ts';
    await i18next.init({ lng: '${language}', resources: {} });
    console.log(JSON.stringify({
      offsetMinutes: new Date('2026-09-01').getTimezoneOffset(),
      first: showCalendarDay('2026-09-01'),
      last: showLastDay('2027-08-01'),
      year: showPeriod({ from: '2026-09-01', until: '2027-08-01' }),
      day: showPeriod({ from: '2026-09-01', until: '2026-09-02' }),
      until: ['2027-07-31', '2027-12-31', '2028-02-28'].map(untilOf).join(' '),
    }));`;
  const env = { ...process.env, TZ: zone, NODE_OPTIONS: '' };
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: folder,
      env,
      encoding: 'utf8',
    }),
  );
};

const zones = [
  ['Pacific/Auckland', -720],
  ['UTC', 0],
  ['America/New_York', 240],
  ['Pacific/Pago_Pago', 660],
] as const;

describe('days of the calendar', () => {
  it.each(zones)('A browser in %s shows the days that an admin entered', (zone, offsetMinutes) => {
    expect(shownIn(zone, 'en')).toEqual({
      offsetMinutes,
      first: 'Sep 1, 2026',
      last: 'Jul 31, 2027',
      year: 'Sep 1, 2026\u2009–\u2009Jul 31, 2027',
      day: 'Sep 1, 2026',
      until: '2027-08-01 2028-01-01 2028-02-29',
    });
  });

  it('A period has the form of the language', () => {
    expect(shownIn('America/New_York', 'de').year).toBe('01.09.2026\u2009–\u200931.07.2027');
  });

  it('Each value that is shown in the time zone of the browser is an instant', () => {
    const shown = globSync('**/*.{ts,tsx}', { cwd: folder }).flatMap((name) =>
      [...readFileSync(path.join(folder, name), 'utf8').matchAll(/\bshow(?:Day|Time)\(([^()]*)\)/g)].map(
        ([, value = '']) => `${name}: ${value}`,
      ),
    );
    expect(shown.length).toBeGreaterThan(20);
    expect(shown.filter((value) => !/(?:At|\.at)$/.test(value))).toEqual([]);
  });
});
