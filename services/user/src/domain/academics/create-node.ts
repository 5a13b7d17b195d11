import type { createNode as contract } from '@ai-teacher/contracts/user/academics.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { placeOf } from '../tree-levels/tree-place.ts';
import { requireAnyUnit, unitStandingOf } from '../unit-rights/unit-rights.ts';
import { requireLevelBelow, requireNode, requireOneNamePerLanguage, requireParent } from './academic-node.ts';
import type { AcademicLimits, AcademicNode, AcademicRepositories } from './ports.ts';
import { publishPlace } from './unit-path.ts';

export type CreateNodeDeps = {
  readonly unitOfWork: UnitOfWork<
    Pick<AcademicRepositories, 'trees' | 'nodes' | 'unitRights' | 'days'> & { readonly outbox: Outbox }
  >;
  readonly clock: Clock;
  readonly limits: AcademicLimits;
};

/**
 * Creates a node below a parent, or as a root. A new unit of the organisation is published with its place,
 * so that other services know it before its first class.
 *
 * @throws Problem `forbidden` for a parent that the caller does not administer, `node-not-found` or
 * `node-archived` for the parent, `node-code-taken`, `tree-limit-reached`, or `input-invalid` for a level
 * that is not below the parent's.
 */
export const createNode =
  ({ unitOfWork, clock, limits }: CreateNodeDeps) =>
  ({ principal, params, body }: Input<typeof contract>): Promise<AcademicNode> =>
    unitOfWork.run(async ({ trees, nodes, unitRights, days, outbox }) => {
      const place = placeOf(principal, params);
      const names = requireOneNamePerLanguage(body.names);
      const standing = await unitStandingOf({ unitRights, days, clock }, principal);
      requireAnyUnit(standing);
      const state = await trees.lock(place);
      const parent = await requireParent(nodes, place, body.parentId ?? null, standing);
      requireLevelBelow(state.levels, body.level, parent, '/level');
      const code = body.code ?? null;
      if (code !== null && (await nodes.hasCode(place, code))) throw new Problem('node-code-taken');
      if (
        state.nodes >= limits.nodesPerTree ||
        (parent !== undefined && (await nodes.hasChildren(parent.id, limits.childrenPerNode)))
      )
        throw new Problem('tree-limit-reached');
      const id = crypto.randomUUID();
      const position = body.position ?? 0;
      await nodes.insert(place, {
        id,
        parent,
        level: body.level,
        code,
        names,
        position,
        createdAt: clock.now(),
      });
      await trees.countNode(place);
      const created = requireNode(await nodes.find(place, id));
      await publishPlace({ nodes, outbox }, created);
      return created;
    });
