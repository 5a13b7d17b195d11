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
    if (known.has(text)) {
      const before = known.get(text) as Result;
      known.delete(text);
      known.set(text, before);
      return before;
    }
    const result = resultOf(text);
    known.set(text, result);
    if (known.size > maxTexts) {
      const [oldest] = known.keys();
      if (oldest !== undefined) known.delete(oldest);
    }
    return result;
  };
};

/**
 * The same beside a thing that the results depend on, such as the passages of a search. Things are compared
 * by their identity, and a thing takes its results with it.
 */
export const rememberingBeside = <Thing extends object, Result>(
  maxTexts: number,
  resultOf: (text: string, thing: Thing) => Result,
): ((text: string, thing: Thing) => Result) => {
  const known = new WeakMap<Thing, (text: string) => Result>();
  return (text, thing) => {
    const ofThing = known.get(thing) ?? remembering(maxTexts, (one) => resultOf(one, thing));
    known.set(thing, ofThing);
    return ofThing(text);
  };
};
