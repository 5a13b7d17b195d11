import { parseArgs } from 'node:util';
import { LaunchError } from '@ai-teacher/local-mesh/terminal/launch-error.ts';

export type BenchOptions = {
  /** Open-loop rates, requests per second. */
  readonly rates: readonly number[];
  /** Measured seconds of a round. One more second before them warms its connections. */
  readonly seconds: number;
  /** Measurements of each combination. The report has the medians. */
  readonly rounds: number;
  /** Users whose tokens are used in turn. Each may read 100 times a minute. */
  readonly readers: number;
  /**
   * Seconds of full load on each way before the first round, so that Node has compiled the hot code.
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
/** Shows within a minute that everything works. Its figures are too few to be meaningful. */
const quick: BenchOptions = { rates: [50], seconds: 1, rounds: 1, readers: 120, warmUpSeconds: 1 };

const usage =
  'Usage: npm run bench -- gateway [--quick] [--rates 100,500] [--seconds 6] [--rounds 3] [--readers 600]';

const positive = (text: string): number => {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new LaunchError(`"${text}" is not a positive whole number.`, usage);
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
 * Reads the arguments of `npm run bench`; `gateway` is the only benchmark and may be omitted.
 *
 * @throws LaunchError with the usage.
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
