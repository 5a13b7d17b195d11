/** A number of the plan with the calculation that gave it. */
export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The calculation with its numbers. */
  readonly formula: string;
};

/** A number with three digits, and a space between thousands. */
export const shown = (value: number): string => {
  if (!Number.isFinite(value)) return String(value);
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const [whole = '', part] = Number(value.toPrecision(12)).toFixed(digits).split('.');
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ' ');
  const rest = part?.replace(/0+$/, '') ?? '';
  return rest === '' ? grouped : `${grouped}.${rest}`;
};

export const figure = (name: string, [value, unit]: readonly [number, string], formula: string): Figure => ({
  name,
  value,
  unit,
  formula,
});
