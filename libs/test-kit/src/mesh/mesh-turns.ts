/**
 * How a test file uses a mesh: that of the run, shared with others or alone because it stops or kills
 * parts; or its own, beside which no other file uses a mesh.
 */
export const meshUses = ['shared', 'alone', 'own'] as const;
export type MeshUse = (typeof meshUses)[number];

export type MeshTurns = {
  /** Fulfilled when the use may begin. Uses begin in the order of their arrival. */
  enter(use: MeshUse): Promise<void>;
  leave(use: MeshUse): void;
};

/** Lets many files share the mesh, or one file use it alone, or one file use its own. */
export const meshTurns = (): MeshTurns => {
  let sharing = 0;
  let alone = false;
  const waiting: { use: MeshUse; begin: () => void }[] = [];

  const admit = () => {
    for (let next = waiting[0]; next; next = waiting[0]) {
      if (alone || (next.use !== 'shared' && sharing > 0)) return;
      if (next.use === 'shared') sharing += 1;
      else alone = true;
      waiting.shift();
      next.begin();
    }
  };
  return {
    enter: (use) =>
      new Promise((resolve) => {
        waiting.push({ use, begin: resolve });
        admit();
      }),
    leave: (use) => {
      if (use === 'shared') sharing -= 1;
      else alone = false;
      admit();
    },
  };
};
