import type { MeshUse } from '../mesh/mesh-turns.ts';

/** Files that need no mesh, beside one file that uses the mesh alone. They fill the other worker's time. */
const filesBesideAlone = 6;

const meshFilesKey = Symbol.for('ai-teacher.test-run.mesh-files');

/**
 * Puts the files that use the mesh at the beginning: first those that share it, then those that use it alone,
 * each with other files behind it. The mesh can then stop early, and no worker waits for a turn while other
 * files are left. The order within each group stays.
 */
export const orderMeshFirst = <T>(files: readonly T[], useOf: (file: T) => MeshUse | undefined): T[] => {
  const using = (use: MeshUse | undefined) => files.filter((file) => useOf(file) === use);
  const others = using(undefined);
  const alone = using('alone').flatMap((file) => [file, ...others.splice(0, filesBesideAlone)]);
  return [...using('shared'), ...alone, ...others];
};

/** Keeps the number for `meshFilesOfRun`, because jest loads its parts as modules of their own. */
export const keepMeshFilesOfRun = (count: number): void => {
  Reflect.set(globalThis, meshFilesKey, count);
};

/** The number of test files of this run that use the mesh; undefined when it is not known. */
export const meshFilesOfRun = (): number | undefined => {
  const count: unknown = Reflect.get(globalThis, meshFilesKey);
  return typeof count === 'number' ? count : undefined;
};
