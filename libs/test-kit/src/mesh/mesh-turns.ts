/** The use of the run's mesh by a test file: shared with others, or alone because it stops or kills parts. */
export type MeshUse = 'shared' | 'alone';

export type MeshTurns = {
  /** Fulfilled when the use may begin. Uses begin in the order of their arrival. */
  enter(use: MeshUse): Promise<void>;
  leave(use: MeshUse): void;
};

/** Lets many files share the mesh, or one file use it alone. */
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
