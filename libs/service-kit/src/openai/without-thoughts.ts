const openingTag = '<think>';
const closingTag = '</think>';

/**
 * Some open models write their reasoning between tags before the answer. The reasoning is not part of the
 * answer.
 *
 * @returns a function that takes the deltas in order and returns the part of each that belongs to the answer.
 */
export const withoutThoughts = (): ((delta: string) => string) => {
  /** Undefined as soon as the answer has begun. */
  let pending: string | undefined = '';
  const release = (text: string): string => {
    pending = undefined;
    return text;
  };
  return (delta) => {
    if (pending === undefined) return delta;
    pending += delta;
    const start = pending.trimStart();
    if (openingTag.startsWith(start)) return '';
    if (!start.startsWith(openingTag)) return release(pending);
    const end = start.indexOf(closingTag);
    return end === -1 ? '' : release(start.slice(end + closingTag.length).trimStart());
  };
};
