/** How a test file uses the mesh of the run: beside others, or alone because it does harm to parts. */
export type MeshUse = 'shared' | 'alone';

export type MeshTurns = {
  /** Fulfilled when the use may begin. Who waits to be alone goes before who comes later. */
  enter(use: MeshUse): Promise<void>;
  leave(use: MeshUse): void;
};

/** Many may share the mesh, or one may have it alone. */
export const meshTurns = (): MeshTurns => {
  let sharing = 0;
  let alone = false;
  const waiting: { use: MeshUse; begin: () => void }[] = [];

  const admit = () => {
    for (let next = waiting[0]; next; next = waiting[0]) {
      if (alone || (next.use === 'alone' && sharing > 0)) return;
      if (next.use === 'alone') alone = true;
      else sharing += 1;
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
      if (use === 'alone') alone = false;
      else sharing -= 1;
      admit();
    },
  };
};
