import { parseArgs } from 'node:util';
import type { Operation } from '@ai-teacher/contracts/operation.ts';
import { LaunchError } from '@ai-teacher/local-mesh/terminal/launch-error.ts';
import { allTargets, nameOf } from './target.ts';
import { families, type Trick } from './trick.ts';
import { everyTrick } from './tricks/every-trick.ts';

export type Choice = {
  readonly targets: readonly (Operation | undefined)[];
  readonly tricks: readonly Trick[];
  readonly json: boolean;
};

const usage =
  'Usage: npm run attack -- [--operation <id or part of a path>] [--trick <id or family>] [--json]';

const read = (args: readonly string[]) => {
  try {
    const options = {
      operation: { type: 'string' },
      trick: { type: 'string' },
      json: { type: 'boolean', default: false },
    } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (cause) {
    throw new LaunchError((cause as Error).message, usage, { cause });
  }
};

/**
 * Reads the choice from the arguments of the command. The default is all tricks on all operations.
 *
 * @throws LaunchError when an argument is unknown or matches no operation or trick.
 */
export const choiceOf = (args: readonly string[]): Choice => {
  const { operation, trick, json } = read(args);
  const targets = allTargets.filter(
    (op) => operation === undefined || op?.operationId === operation || nameOf(op).includes(operation),
  );
  const tricks = everyTrick.filter(
    ({ id, family }) => trick === undefined || id === trick || family === trick,
  );
  if (targets.length === 0)
    throw new LaunchError(`No operation matches ${operation}.`, 'Give an operationId or a part of a path.');
  if (tricks.length === 0) {
    const known = `Families: ${families.join(', ')}. Tricks: ${everyTrick.map(({ id }) => id).join(', ')}.`;
    throw new LaunchError(`No trick or family has the name ${trick}.`, known);
  }
  return { targets, tricks, json };
};
