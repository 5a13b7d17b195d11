/** Making a format costs 50 times as much as using one. There are about 420 time zones. */
const formats = new Map<string, Intl.DateTimeFormat>();

const formatIn = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en', {
    ...{ timeZone, calendar: 'gregory', numberingSystem: 'latn' },
    ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
  });
  formats.set(timeZone, made);
  return made;
};

/**
 * The day of an instant in a time zone, as `2026-09-01`. No other code makes a day of an instant
 * (`tests/architecture/days.test.ts`).
 *
 * @param timeZone an IANA time zone name.
 * @param instant a Date of the years 1 to 9999.
 * @throws RangeError for an unknown name.
 */
export const dayIn = (timeZone: string, instant: Date): string => {
  const parts = new Map(
    formatIn(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  return `${parts.get('year')?.padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`;
};

const minuteMilliseconds = 60_000;
/** Time zones are at most 14 hours before and 12 hours behind UTC. */
const [minutesBefore, minutesBehind] = [14 * 60, 12 * 60];

/** The first instant of a day in a time zone, to the minute. A day need not begin at midnight. */
export const startOfDayIn = (timeZone: string, day: string): Date => {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const at = (minutes: number): Date => new Date(midnight + minutes * minuteMilliseconds);
  let [before, begun] = [-minutesBefore - 1, minutesBehind];
  while (begun - before > 1) {
    const middle = Math.floor((before + begun) / 2);
    if (dayIn(timeZone, at(middle)) < day) before = middle;
    else begun = middle;
  }
  return at(begun);
};
