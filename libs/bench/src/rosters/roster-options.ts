import { parseArgs } from 'node:util';
import { LaunchError } from '@ai-teacher/local-mesh/terminal/launch-error.ts';
import { minRosterUsers, type RosterPlan } from './made-roster.ts';

const usage =
  'Usage: npm run roster:make -- --users 20000 [--out FILE] [--seed 1] [--prefix a-] [--mode bulk|delta]';
const prefixPattern = /^[\w-]{0,40}$/;

/**
 * Reads the arguments of `npm run roster:make`.
 *
 * @throws LaunchError with the usage.
 */
export const readRosterOptions = (args: readonly string[]): RosterPlan & { readonly out: string } => {
  const {
    users: usersText,
    out,
    seed: seedText,
    prefix,
    mode,
  } = (() => {
    try {
      return parseArgs({
        args: [...args],
        options: {
          users: { type: 'string', default: '' },
          out: { type: 'string' },
          seed: { type: 'string', default: '1' },
          prefix: { type: 'string', default: '' },
          mode: { type: 'string', default: 'bulk' },
        },
      }).values;
    } catch (fault) {
      throw new LaunchError(fault instanceof Error ? fault.message : String(fault), usage, { cause: fault });
    }
  })();
  const [users, seed] = [Number(usersText), Number(seedText)];
  if (!Number.isSafeInteger(users) || users < minRosterUsers)
    throw new LaunchError(`--users must be a whole number from ${minRosterUsers}.`, usage);
  if (!Number.isSafeInteger(seed)) throw new LaunchError('--seed must be a whole number.', usage);
  if (!prefixPattern.test(prefix))
    throw new LaunchError('--prefix has at most 40 letters, digits, - and _.', usage);
  if (mode !== 'bulk' && mode !== 'delta') throw new LaunchError('--mode must be bulk or delta.', usage);
  return { users, seed, prefix, mode, out: out ?? `results/roster-${users}.zip` };
};
