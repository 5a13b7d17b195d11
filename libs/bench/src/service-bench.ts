import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';

/** Benchmarks of one service by name: programs that need no mesh. */
const programs: Readonly<Record<string, string>> = {
  academics: 'services/user/bench/academics.ts',
  compression: 'services/rag/bench/compression.ts',
  reading: 'services/rag/bench/reading.ts',
  retrieval: 'services/rag/bench/retrieval.ts',
  'right-pages': 'services/rag/bench/right-pages.ts',
};

/**
 * Runs a benchmark of one service in its own process.
 *
 * @returns its exit code; undefined when there is no such benchmark.
 */
export const runServiceBench = async (
  name: string | undefined,
  args: readonly string[],
): Promise<number | undefined> => {
  const program = name === undefined ? undefined : programs[name];
  if (program === undefined) return undefined;
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', path.join(repositoryRoot, program), ...args],
    { stdio: 'inherit' },
  );
  const [code] = await once(child, 'exit');
  return typeof code === 'number' ? code : 1;
};
