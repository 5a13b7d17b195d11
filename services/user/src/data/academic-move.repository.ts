import { pageThrough, placeIn } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { MoveRepository, NodeMove } from '../domain/academics/ports.ts';
import { allOf, olderRows } from './classes/conditions.ts';

type Row = Omit<NodeMove, 'movedAt'> & { readonly movedAt: string | Date };

export const moveRepository = (em: EntityManager): MoveRepository => ({
  insert: async ({ id, nodeId, fromParentId, toParentId, movedBy, movedAt }) => {
    await em.execute(
      `insert into academic_move (id, node_id, from_parent_id, to_parent_id, moved_by, moved_at)
       values (?, ?, ?, ?, ?, ?)`,
      [id, nodeId, fromParentId, toParentId, movedBy, movedAt],
    );
  },
  count: async (nodeId) => {
    const [row] = await em.execute<{ count: number }[]>(
      'select count(*)::int as count from academic_move where node_id = ?',
      [nodeId],
    );
    return row?.count ?? 0;
  },
  list: async (nodeId, { limit, cursor }) => {
    const after = olderRows(placeIn(cursor), { table: 'academic_move', alias: 'm', time: 'moved_at' });
    const { sql, given } = allOf([['m.node_id = ?', nodeId], ...after]);
    const rows = await em.execute<Row[]>(
      `select id, node_id as "nodeId", from_parent_id as "fromParentId", to_parent_id as "toParentId",
         moved_by as "movedBy", moved_at as "movedAt"
       from academic_move m where ${sql} order by m.moved_at desc, m.id desc limit ?`,
      [...given, limit + 1],
    );
    const found = rows.map((row): NodeMove => ({ ...row, movedAt: new Date(row.movedAt) }));
    return pageThrough(found, limit, ({ movedAt, id }) => [movedAt.toISOString(), id]);
  },
  lastInto: async (unit, path) => {
    // A move from one place below the unit to another one changes no membership.
    const [row] = await em.execute<{ at: string | Date | null }[]>(
      `select max(moved_at) as at from academic_node n join academic_move m on m.node_id = n.id
       where n.institution_id = ? and n.path @> ?::ltree and n.path <@ ?::ltree and n.id <> ?
         and not exists (
           select from academic_node f where f.id = m.from_parent_id and f.path <@ ?::ltree)`,
      [unit.institutionId, path, unit.path, unit.id, unit.path],
    );
    return row === undefined || row.at === null ? undefined : new Date(row.at);
  },
});
