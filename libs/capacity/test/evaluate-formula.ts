import { runInNewContext } from 'node:vm';

/** Units behind a number, as the factor by which the number is multiplied. */
const units: readonly (readonly [unit: RegExp, factor: string])[] = [
  [/([\d.]+) %/g, '($1 / 100)'],
  [/([\d.]+) ms\b/g, '($1 / 1000)'],
  [/([\d.]+) min\b/g, '($1 * 60)'],
  [/([\d.]+) MiB\b/g, '($1 / 1024)'],
  [/([\d.]+) bytes\b/g, '($1 / 2 ** 30)'],
];

/** The calculation of a formula without its words, for an interpreter. */
const calculationOf = (formula: string): string => {
  // The name of a peak or of a need comes before the calculation, and the result of a product after it.
  const [, ...named] = formula.split(': ');
  const text = (named.length === 0 ? formula : named.join(': '))
    .replace(/ \(at a speed of .*\)$/, '')
    .split(' = ')
    .at(-1);
  const ungrouped = (text ?? '').replaceAll(/(?<=\d) (?=\d{3}(?!\d))/g, '').replace('one machine', '1');
  const measured = units.reduce((sum, [unit, factor]) => sum.replaceAll(unit, factor), ungrouped);
  return measured
    .replaceAll(/(?<![\w.])max(?=\()/g, '§')
    .replaceAll(/[A-Za-z][\w-]*(?:\/s)?/g, '')
    .replaceAll('§', 'max')
    .replaceAll('×', '*')
    .replaceAll('−', '-')
    .replace(/,\s*$/, '');
};

/**
 * The value that a formula of the plan states, computed from its text alone.
 *
 * @throws Error when the text is no calculation.
 */
export const evaluateFormula = (formula: string): number => {
  const calculation = calculationOf(formula);
  if (!/^[\d\s.()+\-*/,max]+$/.test(calculation))
    throw new Error(`no calculation: ${formula} → ${calculation}`);
  const value: unknown = runInNewContext(calculation, { max: Math.max });
  if (typeof value !== 'number') throw new Error(`no number: ${formula}`);
  return formula.endsWith('rounded up') ? Math.ceil(value) : value;
};
