import { displayLocale } from './show.ts';

const dayMilliseconds = 86_400_000;

/** A day such as `2026-09-01` has no time zone. Read and shown in UTC, it is the same everywhere. */
const formatOfDays = (): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(displayLocale(), { dateStyle: 'medium', timeZone: 'UTC' });

const lastOf = (until: string): Date => new Date(Date.parse(until) - dayMilliseconds);

/** A day of the calendar in the language of the page. */
export const showCalendarDay = (day: string): string => formatOfDays().format(new Date(day));

/** The last day before `until`. The API names the day after the last one. */
export const showLastDay = (until: string): string => formatOfDays().format(lastOf(until));

/** The first and the last day of a period. */
export const showPeriod = ({ from, until }: { readonly from: string; readonly until: string }): string =>
  formatOfDays().formatRange(new Date(from), lastOf(until));

/** The `until` of the API for the last day that a person chose. */
export const untilOf = (lastDay: string): string =>
  new Date(Date.parse(lastDay) + dayMilliseconds).toISOString().slice(0, 10);
