/**
 * Raised and lowered characters in the form that people type: `10⁸` becomes `10^8`, `H₂O` becomes `H2O`. A
 * raised number must not join the digits before it: 10⁸ is not 108.
 */

const raised = new Map(Array.from('⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿⁱ', (sign, at) => [sign, '0123456789+-ni'[at] ?? '']));
const raisedRunPattern = /[⁰¹²³⁴-⁹⁺⁻ⁿⁱ]+/gu;

/** Writes exponents, indices, products of numbers and minus signs in one way, with plain characters. */
export const inPlainNotation = (text: string): string =>
  text
    .replace(raisedRunPattern, (run) => `^${Array.from(run, (sign) => raised.get(sign) ?? '').join('')}`)
    // Lowered characters become plain ones here, and so do full-width letters and ligatures.
    .normalize('NFKC')
    .replace(/\*\*/gu, '^')
    .replace(/[−–](?=\p{Nd})/gu, '-')
    .replace(/\s?\^\s?[{(]?\s?([-+]?[\p{L}\p{Nd}]+[-+]?|[-+])(?:\s?[)}])?/gu, '^$1')
    .replace(/(?<=[\p{L})\]])_\{?([\p{Nd}]+)\}?/gu, '$1')
    .replace(/(?<=\p{Nd})\s?[×·⋅*x]\s?(?=\p{Nd})/giu, '×');

const powerPattern =
  /^(?<factor>-?\d+(?:\.\d+)?)(?:×(?<base>\d+)\^(?<exponent>-?\d+)|e(?<tens>-?\d+)|\^(?<own>-?\d+))?$/u;

/** The value of a number in plain notation, such as `3×10^8` or `3e8`; undefined for anything else. */
export const numericValueOf = (word: string): number | undefined => {
  const groups = powerPattern.exec(word)?.groups;
  if (groups === undefined) return undefined;
  const factor = Number(groups.factor);
  if (groups.own !== undefined) return factor ** Number(groups.own);
  if (groups.tens !== undefined) return factor * 10 ** Number(groups.tens);
  return groups.base === undefined ? factor : factor * Number(groups.base) ** Number(groups.exponent);
};
