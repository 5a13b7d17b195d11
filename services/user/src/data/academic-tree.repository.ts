import type { EntityManager } from '@mikro-orm/postgresql';
import type { TreeRepository } from '../domain/tree-levels/ports.ts';
import { standardLevels } from '../domain/tree-levels/tree-place.ts';

export const treeRepository = (em: EntityManager): TreeRepository => ({
  readLevels: async ({ institutionId, tree }) => {
    const [row] = await em.execute<{ levels: string[] }[]>(
      'select levels from academic_tree where institution_id = ? and tree = ?',
      [institutionId, tree],
    );
    return row?.levels ?? standardLevels[tree];
  },
  lock: async ({ institutionId, tree }) => {
    await em.execute(
      `insert into academic_tree (institution_id, tree, levels) values (?, ?, string_to_array(?, ' '))
       on conflict (institution_id, tree) do nothing`,
      [institutionId, tree, standardLevels[tree].join(' ')],
    );
    const [row] = await em.execute<{ levels: string[]; nodes: number }[]>(
      'select levels, nodes from academic_tree where institution_id = ? and tree = ? for no key update',
      [institutionId, tree],
    );
    return row ?? { levels: standardLevels[tree], nodes: 0 };
  },
  changeLevels: async ({ institutionId, tree }, levels) => {
    await em.execute(
      `update academic_tree set levels = string_to_array(?, ' ') where institution_id = ? and tree = ?`,
      [levels.join(' '), institutionId, tree],
    );
  },
  countNode: async ({ institutionId, tree }) => {
    await em.execute('update academic_tree set nodes = nodes + 1 where institution_id = ? and tree = ?', [
      institutionId,
      tree,
    ]);
  },
  listUsedLevels: ({ institutionId, tree }) =>
    em.execute(
      `select distinct parent.level as parent, node.level
       from academic_node node left join academic_node parent on parent.id = node.parent_id
       where node.institution_id = ? and node.tree = ?`,
      [institutionId, tree],
    ),
});
