/** A number of the plan with the calculation that gave it. */
export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The calculation with its numbers. */
  readonly formula: string;
};

/** Smaller parts of a number are none. */
const maxDecimals = 6;

/** A number with three digits, and a space between thousands. */
export const shown = (value: number): string => {
  if (!Number.isFinite(value)) return String(value);
  const magnitude = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  const digits = Math.min(maxDecimals, Math.max(0, 2 - magnitude));
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
