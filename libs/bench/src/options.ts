import { parseArgs } from 'node:util';
import { LaunchError } from '@ai-teacher/local-mesh/terminal/launch-error.ts';

export type BenchOptions = {
  /** Open-loop rates of the gateway bench, requests per second. */
  readonly rates: readonly number[];
  /** Measured seconds of a round. One more second before them warms its connections. */
  readonly seconds: number;
  /** Measurements of each combination. The report has the medians. */
  readonly rounds: number;
  /** Users whose tokens are used in turn. Each may send 100 requests and 20 questions a minute. */
  readonly readers: number;
  /**
   * Seconds of full load on each way before the first round, so that Node has compiled the hot code.
   */
  readonly warmUpSeconds: number;
  /** A folder of PDFs to search instead of the shipped book. */
  readonly dir?: string;
  /** A PDF to ingest instead of the made book. */
  readonly file?: string;
  /** Users of the bundle that `roster` imports. */
  readonly users: number;
};

const shipped: BenchOptions = {
  rates: [100, 500, 1_000, 2_000],
  seconds: 6,
  rounds: 3,
  readers: 600,
  warmUpSeconds: 10,
  users: 100_000,
};
/** Shows within two minutes that everything works. Its figures are too few to be meaningful. */
const quick: BenchOptions = {
  rates: [50],
  seconds: 2,
  rounds: 1,
  readers: 120,
  warmUpSeconds: 1,
  users: 2_000,
};

const flags =
  '[--quick] [--rates 100,500] [--seconds 6] [--rounds 3] [--readers 600] [--dir PATH] [--file PATH] [--users 100000]';

const usageOf = (names: readonly string[]): string => `Usage: npm run bench ${names.join('|')} -- ${flags}`;

const positive =
  (usage: string) =>
  (text: string): number => {
    const number = Number(text);
    if (Number.isInteger(number) && number > 0) return number;
    throw new LaunchError(`"${text}" is not a positive whole number.`, usage);
  };

const parse = (args: readonly string[], usage: string) => {
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
        dir: { type: 'string' },
        file: { type: 'string' },
        users: { type: 'string' },
      },
    });
  } catch (fault) {
    throw new LaunchError(fault instanceof Error ? fault.message : String(fault), usage, { cause: fault });
  }
};

/** The name that stands for every bench. */
export const everyName = 'all';

/**
 * Reads the arguments of `npm run bench`.
 *
 * @param known the names of the benches.
 * @returns the chosen names in the order of `known`, and the options.
 * @throws LaunchError with the usage.
 */
export const readBenchOptions = (
  args: readonly string[],
  known: readonly string[],
): { names: readonly string[]; options: BenchOptions } => {
  const usage = usageOf([...known, everyName]);
  const { values, positionals } = parse(args, usage);
  const [name, ...more] = positionals;
  if (name === undefined) throw new LaunchError('Name a benchmark.', usage);
  if (more.length > 0 || (name !== everyName && !known.includes(name)))
    throw new LaunchError(`There is no benchmark "${positionals.join(' ')}".`, usage);
  const { rates, seconds, rounds, readers, dir, file, users, quick: isQuick } = values;
  const base = isQuick ? quick : shipped;
  const count = positive(usage);
  return {
    names: name === everyName ? known : [name],
    options: {
      ...base,
      ...(rates === undefined ? {} : { rates: rates.split(',').map(count) }),
      ...(seconds === undefined ? {} : { seconds: count(seconds) }),
      ...(rounds === undefined ? {} : { rounds: count(rounds) }),
      ...(readers === undefined ? {} : { readers: count(readers) }),
      ...(dir === undefined ? {} : { dir }),
      ...(file === undefined ? {} : { file }),
      ...(users === undefined ? {} : { users: count(users) }),
    },
  };
};
