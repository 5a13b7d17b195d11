import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { LaunchError } from '@ai-teacher/local-mesh/terminal/launch-error.ts';
import { z } from 'zod';

/** The requests whose costs are measured. `page` is a page of an uploaded book, `token` a streamed word. */
export const requestKinds = [
  'signIn',
  'read',
  'search',
  'question',
  'token',
  'page',
  'startAttempt',
  'saveResponse',
  'readAttempt',
  'submitAttempt',
  'inbox',
] as const;
export type RequestKind = (typeof requestKinds)[number];

const figure = z.number().nonnegative();
const byPart = z.record(z.string(), figure);

/** The costs that the plan multiplies. One run measures all of them on one machine. */
export const inputs = z.strictObject({
  measuredAt: z.string(),
  /** How the figures were measured. */
  conditions: z.array(z.string()),
  machine: z.record(z.string(), z.string()),
  /** Microseconds of processor time of each part for one request; the idle work is subtracted. */
  processorMicroseconds: z.record(z.enum(requestKinds), byPart),
  /** Microseconds of processor time in a second of a process without requests. */
  idleMicroseconds: byPart,
  /** The peak of the resident set of a process during the run. */
  memoryMebibytes: byPart,
  /** Bytes with indexes, from the size of all tables of a database and the number of rows. */
  bytes: z.strictObject({
    account: figure,
    message: figure,
    attempt: figure,
    notification: figure,
    page: figure,
    pageVectors: figure,
  }),
  /** The numbers of rows by which the sizes were divided. With few rows a size becomes too large. */
  rows: z.record(z.string(), figure),
  /** Starts of attempts that arrived together. The plan compares its simulation with them. */
  burst: z.strictObject({
    arrivals: figure,
    seconds: figure,
    /** Starts that a closed loop of the same run answered in a second. */
    capacityPerSecond: figure,
    lastAnswerSeconds: figure,
    p50Seconds: figure,
    p99Seconds: figure,
    refused: figure,
  }),
});
export type Inputs = z.output<typeof inputs>;

export const shippedInputs = path.join(repositoryRoot, 'libs', 'capacity', 'inputs', 'measured.json');

/** Reads measured inputs. @throws LaunchError when the file is missing or is no file of inputs. */
export const readInputs = async (file: string, usage: string): Promise<Inputs> => {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new LaunchError(`${file} cannot be read. Measure it with --measure.`, usage, { cause });
  });
  try {
    return inputs.parse(JSON.parse(text));
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : 'it is no JSON';
    throw new LaunchError(`${file} holds no measured inputs: ${reason}`, usage, { cause });
  }
};
