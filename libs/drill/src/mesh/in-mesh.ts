import { rm } from 'node:fs/promises';

/**
 * Does the work of a drill in its mesh, then ends the mesh. A drill that passed leaves no folder. A failed
 * one leaves its logs and sets the exit code 1. The folder is deleted last, because the mesh writes into it.
 *
 * @param work returns whether the drill passed.
 */
export const inMesh = async <Mesh extends { readonly end: () => Promise<void> }>(
  folder: string,
  mesh: Mesh,
  work: (mesh: Mesh) => Promise<boolean>,
): Promise<void> => {
  let passed = false;
  try {
    passed = await work(mesh);
  } finally {
    await mesh.end();
  }
  if (passed) await rm(folder, { recursive: true, force: true });
  else process.exitCode = 1;
};
