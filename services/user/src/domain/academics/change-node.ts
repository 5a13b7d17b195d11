import type { changeNode as contract } from '@ai-teacher/contracts/user/academics.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { placeOf } from '../tree-levels/tree-place.ts';
import { requireAnyUnit, unitStandingOf } from '../unit-rights/unit-rights.ts';
import { requireAbove, requireNode, requireOneNamePerLanguage, requireVersion } from './academic-node.ts';
import type { AcademicNode, AcademicRepositories, NodeChange } from './ports.ts';

export type ChangeNodeDeps = {
  readonly unitOfWork: UnitOfWork<Pick<AcademicRepositories, 'trees' | 'nodes' | 'unitRights' | 'days'>>;
  readonly clock: Clock;
};

/**
 * Changes the names, the code or the position of a node. The other fields stay unchanged.
 *
 * @throws Problem `node-not-found`, `forbidden`, `node-changed` or `node-code-taken`.
 */
export const changeNode =
  ({ unitOfWork, clock }: ChangeNodeDeps) =>
  ({ principal, params, body }: Input<typeof contract>): Promise<AcademicNode> =>
    unitOfWork.run(async ({ trees, nodes, unitRights, days }) => {
      const place = placeOf(principal, params);
      const standing = await unitStandingOf({ unitRights, days, clock }, principal);
      requireAnyUnit(standing);
      // Two nodes must not receive one code concurrently.
      if (body.code !== undefined) await trees.lock(place);
      const node = requireAbove(standing, requireNode(await nodes.lock(place, params.id)));
      requireVersion(node, body.version);
      if (typeof body.code === 'string' && (await nodes.hasCode(place, body.code, node.id)))
        throw new Problem('node-code-taken');
      const change = changeOf(body);
      if (Object.keys(change).length > 0) await nodes.change(node, change);
      return requireNode(await nodes.find(place, node.id));
    });

const changeOf = ({ names, code, position }: Input<typeof contract>['body']): NodeChange => ({
  ...(names === undefined ? {} : { names: requireOneNamePerLanguage(names) }),
  ...(code === undefined ? {} : { code }),
  ...(position === undefined ? {} : { position }),
});
