import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * A module that a Node process loads first. It moves the process's wall clock by the milliseconds of a
 * file, which it reads ten times a second. Monotonic clocks, timers and the clock of OpenSSL stay as they
 * are, as with a clock that an operator sets while the process runs.
 */
const preload = (file: string): string => `
import { readFileSync } from 'node:fs';
let offset = 0;
const RealDate = Date;
const now = () => RealDate.now() + offset;
globalThis.Date = class Date extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(now());
    else super(...parts);
  }
  static now() {
    return now();
  }
};
setInterval(() => {
  try {
    offset = Number(readFileSync(${JSON.stringify(file)}, 'utf8'));
  } catch {}
}, 100).unref();
`;

export type MovingClock = {
  /** For the environment of the process. */
  readonly nodeOptions: string;
  readonly move: (seconds: number) => Promise<void>;
};

/** Prepares a clock that can be moved while its process runs. */
export const prepareClock = async (folder: string, name: string): Promise<MovingClock> => {
  const file = path.join(folder, `${name}-clock`);
  const module = path.join(folder, `${name}-clock.mjs`);
  await writeFile(file, '0');
  await writeFile(module, preload(file));
  return {
    nodeOptions: `--import=${pathToFileURL(module)}`,
    move: async (seconds) => {
      await writeFile(file, String(seconds * 1_000));
      if ((await readFile(file, 'utf8')) === '') throw new Error('the clock was not written');
    },
  };
};
