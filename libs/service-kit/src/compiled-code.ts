import { getCompileCacheDir } from 'node:module';

/**
 * The environment of a thread that needs no variable: only the folder from which the thread loads compiled
 * code, when the process itself uses one. Without it, each thread strips types and compiles its modules
 * again: 0.38 instead of 0.14 s of processor time for the threads of exam.
 */
export const environmentOfThread = (): NodeJS.ProcessEnv => {
  const folder = getCompileCacheDir();
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
};
