import type { EventDataOf } from '@ai-teacher/contracts/events.ts';
import type { AcademicNode, NodeRepository } from './ports.ts';

/** The nodes from the root to a node. A receiver of an event ignores a version that it has passed. */
export const unitPathOf = async (
  nodes: Pick<NodeRepository, 'listAncestors'>,
  node: AcademicNode,
): Promise<EventDataOf<'unit.moved'>['unitPath']> =>
  [...(await nodes.listAncestors(node)), node].map(({ id, version }) => ({ unitId: id, version }));
