import type { EventDataOf } from '@ai-teacher/contracts/events.ts';
import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { AcademicNode, NodeRepository } from './ports.ts';

/** The nodes from the root to a node. A receiver of an event ignores a version that it has passed. */
export const unitPathOf = async (
  nodes: Pick<NodeRepository, 'listAncestors'>,
  node: AcademicNode,
): Promise<EventDataOf<'unit.moved'>['unitPath']> =>
  [...(await nodes.listAncestors(node)), node].map(({ id, version }) => ({ unitId: id, version }));

/** Publishes the place of a new or a moved unit. Nodes of the curriculum carry no rights. */
export const publishPlace = async (
  { nodes, outbox }: { readonly nodes: Pick<NodeRepository, 'listAncestors'>; readonly outbox: Outbox },
  node: AcademicNode,
): Promise<void> => {
  if (node.tree !== 'organisation') return;
  await outbox.publish({
    type: 'unit.moved',
    institutionId: node.institutionId,
    subject: node.id,
    data: { unitId: node.id, unitPath: await unitPathOf(nodes, node), version: node.version },
  });
};
