import type { EntityManager } from '@mikro-orm/postgresql';
import type { AcademicNode } from '../domain/academics/ports.ts';

/** The columns as the driver returns them: a time is a text or a Date. */
export type NodeRow = Omit<AcademicNode, 'archivedAt' | 'createdAt'> & {
  readonly archivedAt: string | Date | null;
  readonly createdAt: string | Date;
};

export const nodeColumns = `n.id, n.key::text as key, n.institution_id as "institutionId", n.tree, n.parent_id as "parentId",
  ltree2text(n.path) as path, n.level, n.code, n.names, n.position, n.version, n.archived_at as "archivedAt",
  n.created_at as "createdAt"`;

export const toNode = (row: NodeRow): AcademicNode => ({
  ...row,
  archivedAt: row.archivedAt === null ? null : new Date(row.archivedAt),
  createdAt: new Date(row.createdAt),
});

/** The paths of a subtree, the root included: `z` sorts after every key in hexadecimal digits. */
export const subtree = `path >= ?::ltree and path < ?::ltree || 'z'::ltree`;

/** @param condition everything behind `where`, about the table `n`. */
export const selectNodes = async (
  em: EntityManager,
  condition: string,
  given: readonly unknown[],
): Promise<AcademicNode[]> => {
  const rows = await em.execute<NodeRow[]>(`select ${nodeColumns} from academic_node n where ${condition}`, [
    ...given,
  ]);
  return rows.map(toNode);
};
