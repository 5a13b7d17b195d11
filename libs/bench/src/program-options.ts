import { type ParseArgsConfig, parseArgs } from 'node:util';

/** The exit code of a program that was called without its arguments, or with arguments that it lacks. */
export const usageExitCode = 2;

/** Prints the usage of a program in one line, and ends the process with code 2. */
export const endWithUsage = (usage: string): never => {
  process.stderr.write(`usage: ${usage}\n`);
  process.exit(usageExitCode);
};

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * Reads the options of a bench or train program. Ends the process with the usage when an option is unknown or
 * has no value.
 *
 * @param usage the call in one line, such as `npm run bench items -- --pdf FILE`.
 */
export const readProgramOptions = <Declared extends Options>(
  options: Declared,
  usage: string,
): ReturnType<typeof parseArgs<{ options: Declared }>>['values'] => {
  try {
    return parseArgs({ options }).values;
  } catch {
    return endWithUsage(usage);
  }
};
