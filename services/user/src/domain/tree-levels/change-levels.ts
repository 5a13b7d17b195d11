import type { changeLevels as contract } from '@ai-teacher/contracts/user/tree-levels.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { TreeRepository } from './ports.ts';
import { placeOf } from './tree-place.ts';

export type ChangeLevelsDeps = { readonly unitOfWork: UnitOfWork<{ readonly trees: TreeRepository }> };

/**
 * Replaces the levels of a tree.
 *
 * @throws Problem `levels-in-use` when nodes have a level that would be missing, or would no longer be below
 * their parents.
 */
export const changeLevels =
  ({ unitOfWork }: ChangeLevelsDeps) =>
  ({ principal, params, body }: Input<typeof contract>): Promise<readonly string[]> =>
    unitOfWork.run(async ({ trees }) => {
      const place = placeOf(principal, params);
      await trees.lock(place);
      const rankOf = (level: string): number => body.levels.indexOf(level);
      for (const { parent, level } of await trees.listUsedLevels(place)) {
        if (rankOf(level) === -1)
          throw new Problem('levels-in-use', { detail: `Nodes have the level ${level}.` });
        if (parent !== null && rankOf(level) <= rankOf(parent))
          throw new Problem('levels-in-use', { detail: `Nodes of ${level} are below nodes of ${parent}.` });
      }
      await trees.changeLevels(place, body.levels);
      return body.levels;
    });
