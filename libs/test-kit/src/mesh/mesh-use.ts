import type { MeshUse } from './mesh-turns.ts';

/** The global key under which the test environment stores the file's use of the mesh. */
export const meshUseKey = Symbol.for('ai-teacher.mesh-use');

/** The declared use of the mesh by this test file. @throws Error when its first comment declares none. */
export const declaredMeshUse = (): MeshUse => {
  const use = Reflect.get(globalThis, meshUseKey) as MeshUse | undefined;
  if (use) return use;
  throw new Error(
    'A test file that uses the mesh begins with the comment /** @mesh shared */ or /** @mesh alone */.',
  );
};
