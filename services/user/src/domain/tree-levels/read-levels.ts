import type { readLevels as contract } from '@ai-teacher/contracts/user/tree-levels.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { TreeRepository } from './ports.ts';
import { placeOf } from './tree-place.ts';

export type ReadLevelsDeps = { readonly unitOfWork: UnitOfWork<{ readonly trees: TreeRepository }> };

/** Returns the levels of a tree, from the highest to the lowest. */
export const readLevels =
  ({ unitOfWork }: ReadLevelsDeps) =>
  ({ principal, params }: Input<typeof contract>): Promise<readonly string[]> =>
    unitOfWork.run(({ trees }) => trees.readLevels(placeOf(principal, params)), { readOnly: true });
