import { parseArgs } from 'node:util';
import { LaunchError } from '@ai-teacher/local-mesh/terminal/launch-error.ts';
import {
  type AssumptionName,
  assumptions,
  type PriceName,
  priceMeanings,
  type Workload,
} from './model/workload.ts';

export type PlanOptions = {
  readonly workload: Workload;
  /** The file of the measured inputs; undefined for the shipped ones. */
  readonly inputs: string | undefined;
  readonly measure: boolean;
  readonly json: boolean;
};

const names = Object.keys(assumptions) as AssumptionName[];
const prices = Object.keys(priceMeanings) as PriceName[];
const maxPupils = 1e9;
const maxPrice = 1e9;

const optionLines = (): string[] => [
  ...names.map((name) => {
    const { preset, meaning } = assumptions[name];
    return `  --${`${name} ${preset}`.padEnd(32)} ${meaning}`;
  }),
  ...prices.map((name) => `  --${`${name} N`.padEnd(32)} ${priceMeanings[name]}; without it: not priced`),
];

export const usage = [
  'Usage: npm run plan -- --pupils 10000000 [--inputs FILE] [--measure] [--json] [options]',
  '',
  ...optionLines(),
].join('\n');

type Bound = { readonly min: number; readonly max: number; readonly whole?: true };

const numberIn = (name: string, text: string, { min, max, whole }: Bound): number => {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && value >= min && value <= max && (!whole || Number.isInteger(value)))
    return value;
  const kind = whole ? 'a whole number' : 'a number';
  throw new LaunchError(`--${name} must be ${kind} from ${min} to ${max}, not "${text}".`, usage);
};

const parse = (args: readonly string[]): Readonly<Record<string, string | boolean | undefined>> => {
  const text = Object.fromEntries(
    ['pupils', 'inputs', ...names, ...prices].map((name) => [name, { type: 'string' as const }]),
  );
  try {
    const flags = { measure: { type: 'boolean' as const }, json: { type: 'boolean' as const } };
    return parseArgs({ args: [...args], options: { ...text, ...flags } }).values;
  } catch (fault) {
    throw new LaunchError(fault instanceof Error ? fault.message : String(fault), usage, { cause: fault });
  }
};

/** Reads the arguments of `npm run plan`. @throws LaunchError with the usage for every other argument. */
export const readPlanOptions = (args: readonly string[]): PlanOptions => {
  const given = parse(args);
  const textOf = (name: string): string | undefined => {
    const value = given[name];
    return typeof value === 'string' ? value : undefined;
  };
  const pupils = textOf('pupils');
  if (pupils === undefined) throw new LaunchError('State the number of pupils with --pupils.', usage);
  const assumed = names.map((name): [AssumptionName, number] => {
    const text = textOf(name);
    return [name, text === undefined ? assumptions[name].preset : numberIn(name, text, assumptions[name])];
  });
  const priced = prices.flatMap((name): [PriceName, number][] => {
    const text = textOf(name);
    return text === undefined ? [] : [[name, numberIn(name, text, { min: 0, max: maxPrice })]];
  });
  const workload: Workload = {
    pupils: numberIn('pupils', pupils, { min: 1, max: maxPupils, whole: true }),
    ...(Object.fromEntries(assumed) as Record<AssumptionName, number>),
    prices: Object.fromEntries(priced),
  };
  if (workload['exam-start'] > workload.pupils)
    throw new LaunchError('--exam-start must not exceed --pupils.', usage);
  return {
    workload,
    inputs: textOf('inputs'),
    measure: given.measure === true,
    json: given.json === true,
  };
};
