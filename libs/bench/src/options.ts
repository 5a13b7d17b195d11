import { parseArgs } from 'node:util';
import { LaunchError } from '@ai-teacher/local-mesh/terminal/launch-error.ts';

export type BenchOptions = {
  /** Open-loop rates, requests per second. */
  readonly rates: readonly number[];
  /** Seconds of a round that are counted; one more before them warms its connections. */
  readonly seconds: number;
  /** How often every combination is measured; the report has the medians. */
  readonly rounds: number;
  /** People whose tokens are used in turn: each may read 100 times a minute. */
  readonly readers: number;
  /**
   * Seconds for which each way is driven at full load before the first round, so that Node has compiled what
   * is hot.
   */
  readonly warmUpSeconds: number;
};

const shipped: BenchOptions = {
  rates: [100, 500, 1_000, 2_000],
  seconds: 6,
  rounds: 3,
  readers: 600,
  warmUpSeconds: 10,
};
/** Shows that everything works, in a minute; its figures say little. */
const quick: BenchOptions = { rates: [50], seconds: 1, rounds: 1, readers: 120, warmUpSeconds: 1 };

const usage =
  'Usage: npm run bench -- gateway [--quick] [--rates 100,500] [--seconds 6] [--rounds 3] [--readers 600]';

const positive = (text: string): number => {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new LaunchError(`"${text}" is not a whole number above nothing.`, usage);
};

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        quick: { type: 'boolean' },
        rates: { type: 'string' },
        seconds: { type: 'string' },
        rounds: { type: 'string' },
        readers: { type: 'string' },
      },
    });
  } catch (fault) {
    throw new LaunchError(fault instanceof Error ? fault.message : String(fault), usage, { cause: fault });
  }
};

/**
 * Reads the arguments of `npm run bench`; `gateway` is the one benchmark there is, and may be left out.
 *
 * @throws LaunchError that says how it is used.
 */
export const readBenchOptions = (args: readonly string[]): BenchOptions => {
  const { values, positionals } = parse(args);
  if (positionals.some((name) => name !== 'gateway') || positionals.length > 1)
    throw new LaunchError(`There is no benchmark "${positionals.join(' ')}".`, usage);
  const base = values.quick ? quick : shipped;
  return {
    ...base,
    ...(values.rates === undefined ? {} : { rates: values.rates.split(',').map(positive) }),
    ...(values.seconds === undefined ? {} : { seconds: positive(values.seconds) }),
    ...(values.rounds === undefined ? {} : { rounds: positive(values.rounds) }),
    ...(values.readers === undefined ? {} : { readers: positive(values.readers) }),
  };
};
