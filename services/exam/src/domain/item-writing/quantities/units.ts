import Qty from 'js-quantities';
import { inPlainNotation } from './plain-notation.ts';
import { unitNameOf } from './unit-names.ts';

/**
 * A unit by the name that js-quantities gives it, such as `m s^-2`. `scale` is set for temperatures alone,
 * because 0 °C is not 0 K.
 */
export type Unit = { readonly name: string; readonly scale?: TemperatureScale };
type TemperatureScale = 'degC' | 'degF' | 'degK';

const maxUnitCharacters = 60;
const maxParts = 6;

/** Kelvin = value × factor + offset. */
const temperatures: Readonly<Record<TemperatureScale, { readonly factor: number; readonly offset: number }>> =
  {
    degC: { factor: 1, offset: 273.15 },
    degF: { factor: 5 / 9, offset: 273.15 - (32 * 5) / 9 },
    degK: { factor: 1, offset: 0 },
  };

/** Units in several words, and powers in words, as symbols. */
const phrases: readonly (readonly [RegExp, string])[] = [
  [/µ|μ/gu, 'u'],
  [/°\s*(?=[CF](?![\p{L}]))/gu, 'deg'],
  [/(?<!\p{L})(?:degrees?|grad|degrés?|grados?|graus?)\s+(celsius|fahrenheit)/giu, '$1'],
  [/摄氏度/gu, 'celsius'],
  [/(?<!\p{L})(?:per cent|pour cent|por ciento|por cento)(?!\p{L})/giu, '%'],
  [/(?<!\p{L})light[- ]years?(?!\p{L})/giu, 'lightyear'],
  [/(?<!\p{L})(?:square[- ]|quadrat|平方)(\p{L}+)/giu, '$1^2'],
  [/(?<!\p{L})(?:cubic[- ]|kubik|立方)(\p{L}+)/giu, '$1^3'],
  [/(\p{L}+)\s+(?:squared|carrés?|cuadrados?|quadrados?)(?!\p{L})/giu, '$1^2'],
  [/(\p{L}+)\s+(?:cubed|cubes?|cúbicos?)(?!\p{L})/giu, '$1^3'],
  [/(?:^|\s+)(?:per|pro|par|por)\s+/giu, '/'],
  [/\s+an?\s+(?=(?:second|minute|hour|day|week|year)$)/giu, '/'],
  [/^km\/h$/giu, 'km/h'],
];

/**
 * Reads a unit in symbols or in words: `km/h`, `m·s⁻²`, `m s-2`, `kilowatt-hours`, `grams per cubic metre`.
 *
 * @returns undefined for a text that is no known unit.
 */
export const unitOf = (text: string): Unit | undefined => {
  if (text.length > maxUnitCharacters) return undefined;
  const plain = phrases
    .reduce((read, [pattern, symbol]) => read.replace(pattern, symbol), inPlainNotation(text))
    .replace(/[()]/gu, ' ')
    .trim();
  const [above = '', ...below] = plain.split('/');
  const isReciprocal = below.length > 0 && /^1?$/u.test(above.trim());
  const factors = isReciprocal ? [] : partsOf(above);
  const divisors = below.map(partsOf);
  if (factors === undefined || !divisors.every((group) => group !== undefined)) return undefined;
  const parts = [...factors, ...divisors.flat().map(([name, power]): Part => [name, -power])];
  if (parts.length > maxParts) return undefined;
  const name = parts.map(([each, power]) => (power === 1 ? each : `${each}^${power}`)).join(' ');
  if (Qty.parse(`1 ${name}`) === null) return undefined;
  return isTemperature(name) ? { name, scale: name } : { name };
};

const isTemperature = (name: string): name is TemperatureScale => name in temperatures;

type Part = readonly [name: string, power: number];

const partPattern = /^(?<base>.*?[^\d^+-])\^?(?<power>[-+]?[1-9])?$/u;

/** The units of a product, each with its power; undefined when one of them is unknown. */
const partsOf = (group: string): readonly Part[] | undefined => {
  const words = group.split(/[\s·⋅*×]+|-(?!\d)/u).filter((word) => word !== '');
  const parts = words.map((word): Part | undefined => {
    const { base = '', power = '1' } = partPattern.exec(word)?.groups ?? {};
    const name = libraryNameOf(base);
    return name === undefined ? undefined : [name, Number(power)];
  });
  return parts.length > 0 && parts.every((part) => part !== undefined) ? parts : undefined;
};

/** The library means cosmic redshift by `z`, and reads the name of any method of objects as a unit. */
const isKnown = (name: string): boolean =>
  /^[\p{L}%]+$/u.test(name) &&
  !/z$/u.test(name.replace(/Hz$/u, '')) &&
  !(name in {}) &&
  Qty.parse(`1 ${name}`) !== null;

const libraryNameOf = (word: string): string | undefined => {
  if (word === 'celsius' || word === 'Celsius') return 'degC';
  if (word === 'fahrenheit' || word === 'Fahrenheit') return 'degF';
  if (isKnown(word)) return word;
  const alias = unitNameOf(word);
  if (alias !== undefined) return alias;
  // Names may begin with a capital. Symbols may not: mW is not MW.
  const lower = word.toLowerCase();
  return (word.length > 3 || commonSymbols.has(lower)) && isKnown(lower) ? lower : undefined;
};

/** Symbols whose capitals mean no other unit. */
const commonSymbols = new Set(['km', 'cm', 'kg', 'ml', 'min']);

/** Whether the unit is a share such as percent, so that a number without a unit has the same dimension. */
export const isShare = ({ name }: Unit): boolean => Qty(`1 ${name}`).kind() === 'unitless';

/** The plain number 1 as a unit. */
export const noUnit: Unit = { name: '' };

/** The value in another unit; undefined when the units measure different things. */
export const converted = (value: number, from: Unit, to: Unit): number | undefined => {
  if (from.name === to.name) return value;
  if (from.scale !== undefined && to.scale !== undefined) {
    const [given, wanted] = [temperatures[from.scale], temperatures[to.scale]];
    return (value * given.factor + given.offset - wanted.offset) / wanted.factor;
  }
  const source = Qty(`1 ${from.name}`);
  const target = Qty(`1 ${to.name}`);
  return source.isCompatible(target) ? (value * source.baseScalar) / target.baseScalar : undefined;
};
