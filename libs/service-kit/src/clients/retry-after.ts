/** Reads `Retry-After`: a number of seconds, or a date. */
export const retryAfterSeconds = (headers: Headers | undefined): number | undefined => {
  const value = headers?.get('retry-after');
  if (value === null || value === undefined || value === '') return undefined;
  const seconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1_000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
};
