import type { AcademicTree } from '@ai-teacher/contracts/user/tree-levels.ts';

/** One tree of one institution. */
export type TreePlace = { readonly institutionId: string; readonly tree: AcademicTree };

/** `levels`: from the highest to the lowest. `nodes`: number of all nodes, archived ones included. */
export type TreeState = { readonly levels: readonly string[]; readonly nodes: number };

export type TreeRepository = {
  /** The levels of a tree; the standard ones until the institution changes them. */
  readonly readLevels: (place: TreePlace) => Promise<readonly string[]>;
  /** Waits for other changes of the tree's shape, and locks out new ones until the end of the transaction. */
  readonly lock: (place: TreePlace) => Promise<TreeState>;
  readonly changeLevels: (place: TreePlace, levels: readonly string[]) => Promise<void>;
  readonly countNode: (place: TreePlace) => Promise<void>;
  /** Pairs of levels of a parent and its child, and levels of roots, each once. */
  readonly listUsedLevels: (
    place: TreePlace,
  ) => Promise<readonly { readonly parent: string | null; readonly level: string }[]>;
};
