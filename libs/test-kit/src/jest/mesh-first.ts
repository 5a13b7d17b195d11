import type { MeshUse } from '../mesh/mesh-turns.ts';

/**
 * Files that need no mesh, beside one file that uses a mesh alone or its own. They fill the time of the other
 * workers: with fewer, a worker reaches the next such file and waits for its turn. A file with its own mesh
 * also starts it.
 */
export const filesBeside = { alone: 16, own: 40 } as const;

const meshFilesKey = Symbol.for('ai-teacher.test-run.mesh-files');

/**
 * Puts the files that use a mesh at the beginning: first those that share that of the run, then those that
 * use it alone, then those with their own, each of these with other files behind it. The mesh of the run
 * can then stop before others start, and no worker waits for a turn while other files are left. The order
 * within each group stays.
 */
export const orderMeshFirst = <T>(files: readonly T[], useOf: (file: T) => MeshUse | undefined): T[] => {
  const using = (use: MeshUse | undefined) => files.filter((file) => useOf(file) === use);
  const others = using(undefined);
  const spread = (use: keyof typeof filesBeside) =>
    using(use).flatMap((file) => [file, ...others.splice(0, filesBeside[use])]);
  return [...using('shared'), ...spread('alone'), ...spread('own'), ...others];
};

/**
 * Stores the number for `meshFilesOfRun` outside the module, because jest loads the module more than once.
 */
export const keepMeshFilesOfRun = (count: number): void => {
  Reflect.set(globalThis, meshFilesKey, count);
};

/** The number of test files of this run that use its mesh; undefined when it is not known. */
export const meshFilesOfRun = (): number | undefined => {
  const count: unknown = Reflect.get(globalThis, meshFilesKey);
  return typeof count === 'number' ? count : undefined;
};
