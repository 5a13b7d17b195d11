import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { LaunchError } from '@ai-teacher/local-mesh/terminal/launch-error.ts';
import type { DrillOptions } from './run-drill.ts';

const usage = 'Usage: npm run drill -- [--quick] [--harms 175] [--seconds 900] [--students 8] [--seed N]';

/** Two of three harms are kills, so these have at least 100 of them. */
const shipped = { harms: 175, seconds: 900, students: 8 };
const quick = { harms: 14, seconds: 100, students: 3 };
const maxSeed = 2 ** 31 - 1;

/**
 * Reads the arguments of `npm run drill`. Without a seed it picks one. @throws LaunchError with the
 * usage.
 */
export const readDrillOptions = (args: readonly string[]): DrillOptions => {
  const given = parse(args);
  const base = given.quick === true ? quick : shipped;
  const number = (name: 'harms' | 'seconds' | 'students' | 'seed', preset: number): number => {
    const text = given[name];
    const value = text === undefined ? preset : Number(text);
    if (Number.isInteger(value) && value > 0 && value <= maxSeed) return value;
    throw new LaunchError(`"${text}" is not a positive whole number.`, usage);
  };
  return {
    harms: number('harms', base.harms),
    seconds: number('seconds', base.seconds),
    students: number('students', base.students),
    seed: number('seed', randomInt(1, maxSeed)),
  };
};

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean' },
        harms: { type: 'string' },
        seconds: { type: 'string' },
        students: { type: 'string' },
        seed: { type: 'string' },
      },
    }).values;
  } catch (fault) {
    throw new LaunchError(fault instanceof Error ? fault.message : String(fault), usage, { cause: fault });
  }
};
