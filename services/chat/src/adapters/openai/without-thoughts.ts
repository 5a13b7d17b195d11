const opening = '<think>';
const closing = '</think>';

/**
 * Some open models write what they think before they answer, between tags at the very beginning. That is not part of the answer.
 *
 * @returns takes the deltas in order; gives what of each belongs to the answer.
 */
export const withoutThoughts = (): ((delta: string) => string) => {
  let held: string | undefined = '';
  return (delta) => {
    if (held === undefined) return delta;
    held += delta;
    const start = held.trimStart();
    if (opening.startsWith(start)) return '';
    if (!start.startsWith(opening)) return release(held);
    const end = start.indexOf(closing);
    return end === -1 ? '' : release(start.slice(end + closing.length).trimStart());
  };

  function release(text: string): string {
    held = undefined;
    return text;
  }
};
