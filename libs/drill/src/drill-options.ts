import { randomInt } from 'node:crypto';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { LaunchError } from '@ai-teacher/local-mesh/terminal/launch-error.ts';
import type { DrillOptions } from './run-drill.ts';
import type { SoakTotals } from './soak/soak-load.ts';

/** The options of `npm run drill`, from its arguments. */
export type DrillCommand =
  | ({ readonly kind: 'drill' } & DrillOptions)
  | ({ readonly kind: 'soak' } & SoakTotals)
  | { readonly kind: 'upgrade'; readonly isQuick: boolean; readonly from: string | undefined }
  | { readonly kind: 'overload' | 'restore' | 'rows'; readonly isQuick: boolean };

const usage = [
  'Usage: npm run drill -- [--quick] [--harms 175] [--seconds 900] [--students 8] [--seed N]',
  '       npm run drill -- --soak [--quick] [--requests 1000000] [--streams 10000]',
  '       npm run drill -- --upgrade [--quick] [--from REF]',
  '       npm run drill -- --overload|--restore|--rows [--quick]',
].join('\n');

/** Two of three harms are kills, so these have at least 100 of them. */
const shipped = { harms: 175, seconds: 900, students: 8 };
const quick = { harms: 14, seconds: 100, students: 3 };
const shippedSoak: SoakTotals = { requests: 1_000_000, streams: 10_000 };
const quickSoak: SoakTotals = { requests: 20_000, streams: 500 };
const maxNumber = 2 ** 31 - 1;

/** The options with a value that each kind of drill takes, beside `--quick`. */
const valuesOf = {
  drill: ['harms', 'seconds', 'students', 'seed'],
  soak: ['requests', 'streams'],
  upgrade: ['from'],
  overload: [],
  restore: [],
  rows: [],
} as const satisfies Record<DrillCommand['kind'], readonly string[]>;

type Kind = keyof typeof valuesOf;
type ValueName = (typeof valuesOf)[Kind][number];
const kinds = Object.keys(valuesOf) as Kind[];

/**
 * Reads the arguments of `npm run drill`. Without a seed it picks one. @throws LaunchError with the usage for
 * every argument that the chosen drill does not take.
 */
export const readDrillCommand = (args: readonly string[]): DrillCommand => {
  const chosen = kinds.filter((kind) => kind !== 'drill' && args.includes(`--${kind}`));
  if (chosen.length > 1)
    throw new LaunchError(`--${chosen.join(' and --')} are two drills. Choose one of them.`, usage);
  const [kind = 'drill'] = chosen;
  const { quick: isQuick = false, ...given } = parse(args, kind);
  const number = (name: ValueName, preset: number): number => {
    const text = given[name];
    const value = text === undefined ? preset : Number(text);
    if (Number.isInteger(value) && value > 0 && value <= maxNumber) return value;
    throw new LaunchError(`"${text}" is not a positive whole number.`, usage);
  };
  if (kind === 'drill') return { kind, ...drillOptionsOf(number, isQuick ? quick : shipped) };
  if (kind === 'upgrade') return { kind, isQuick, from: given.from };
  if (kind !== 'soak') return { kind, isQuick };
  const preset = isQuick ? quickSoak : shippedSoak;
  return { kind, requests: number('requests', preset.requests), streams: number('streams', preset.streams) };
};

const drillOptionsOf = (
  number: (name: ValueName, preset: number) => number,
  preset: typeof shipped,
): DrillOptions => ({
  harms: number('harms', preset.harms),
  seconds: number('seconds', preset.seconds),
  students: number('students', preset.students),
  seed: number('seed', randomInt(1, maxNumber)),
});

const parse = (
  args: readonly string[],
  kind: Kind,
): { readonly quick?: boolean } & { readonly [Name in ValueName]?: string } => {
  const names: readonly string[] = valuesOf[kind];
  const options: NonNullable<ParseArgsConfig['options']> = {
    quick: { type: 'boolean' },
    ...Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
    ...(kind === 'drill' ? {} : { [kind]: { type: 'boolean' as const } }),
  };
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (fault) {
    throw new LaunchError(fault instanceof Error ? fault.message : String(fault), usage, { cause: fault });
  }
};
