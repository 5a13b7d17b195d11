/** A local date and time of the browser as an instant; undefined when it is empty. */
export const instantOf = (local: string): string | undefined =>
  local === '' ? undefined : new Date(local).toISOString();

/** An instant as the value of a `datetime-local` field, to the minute; empty for null. */
export const localOf = (instant: string | null): string => {
  if (instant === null) return '';
  const moment = new Date(instant);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};
