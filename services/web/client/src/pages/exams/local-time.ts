/** An instant as the value of a `datetime-local` field, to the minute; empty for null. */
export const localOf = (instant: string | null): string => {
  if (instant === null) return '';
  const moment = new Date(instant);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

/**
 * A local date and time of the browser as an instant; undefined when it is empty.
 *
 * @param stored the instant that the field showed first. A field that was not changed keeps this instant,
 * because the field has no seconds, and an hour that the end of summer time repeats has two instants.
 */
export const instantOf = (local: string, stored: string | null = null): string | undefined => {
  if (local === '') return undefined;
  return stored !== null && local === localOf(stored) ? stored : new Date(local).toISOString();
};
