/**
 * Remembers the results of a pure function for the texts that were used last.
 *
 * @param maxTexts results in memory; the one that was used longest ago makes room.
 */
export const remembering = <Result>(
  maxTexts: number,
  resultOf: (text: string) => Result,
): ((text: string) => Result) => {
  const known = new Map<string, Result>();
  return (text) => {
    const result = known.has(text) ? (known.get(text) as Result) : resultOf(text);
    known.delete(text);
    known.set(text, result);
    const [oldest] = known.keys();
    if (known.size > maxTexts && oldest !== undefined) known.delete(oldest);
    return result;
  };
};
