/** Traces that began earlier are not found by the link. Jaeger writes a span of days as `2d`. */
const lookback = '2d';

/**
 * The address of Jaeger's search for all traces of a request. They contain the id as the tag `request.id`.
 *
 * @param tracesUrl the address of Jaeger's pages, with or without a path.
 */
export const traceLinkOf = (tracesUrl: string, requestId: string): string => {
  const base = new URL(tracesUrl);
  const tags = JSON.stringify({ 'request.id': requestId });
  const query = new URLSearchParams({ service: 'gateway', lookback, tags });
  return new URL(`${base.pathname.replace(/\/$/, '')}/search?${query}`, base).href;
};
