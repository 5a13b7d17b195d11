import type { MeshUse } from './mesh-turns.ts';

/** Where the environment of a test file leaves word of how the file uses the mesh. */
export const meshUseKey = Symbol.for('ai-teacher.mesh-use');

/** How this test file uses the mesh. @throws Error when its first comment does not say. */
export const declaredMeshUse = (): MeshUse => {
  const use = Reflect.get(globalThis, meshUseKey) as MeshUse | undefined;
  if (use) return use;
  throw new Error(
    'A test file that uses the mesh begins with the comment /** @mesh shared */ or /** @mesh alone */.',
  );
};
