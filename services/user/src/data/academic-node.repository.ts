import type { EntityManager } from '@mikro-orm/postgresql';
import { foldedName } from '../domain/academics/academic-node.ts';
import type { AcademicNode, NodeRepository } from '../domain/academics/ports.ts';
import type { TreePlace } from '../domain/tree-levels/ports.ts';
import { nodeLists } from './academic-node-lists.ts';
import { selectNodes, subtree } from './academic-node-rows.ts';

const findOne = async (
  em: EntityManager,
  place: TreePlace,
  id: string,
  lock: string,
): Promise<AcademicNode | undefined> => {
  const given = [id, place.institutionId, place.tree];
  return (await selectNodes(em, `n.id = ? and n.institution_id = ? and n.tree = ? ${lock}`, given))[0];
};

const storeNames = async (
  em: EntityManager,
  node: Pick<AcademicNode, 'key' | 'institutionId' | 'tree' | 'names'>,
): Promise<void> => {
  await em.execute('delete from academic_name where node_key = ?', [node.key]);
  const folded = node.names.map(({ locale, name }) => ({ locale, folded: foldedName(name) }));
  await em.execute(
    `insert into academic_name (node_key, locale, institution_id, tree, folded)
     select ?, locale, ?, ?, folded from jsonb_to_recordset(?::jsonb) as given (locale text, folded text)`,
    [node.key, node.institutionId, node.tree, JSON.stringify(folded)],
  );
};
const hasChildren =
  (em: EntityManager): NodeRepository['hasChildren'] =>
  async (parentId, atLeast) => {
    const rows = await em.execute('select from academic_node where parent_id = ? offset ? limit 1', [
      parentId,
      atLeast - 1,
    ]);
    return rows.length > 0;
  };

const hasCode =
  (em: EntityManager): NodeRepository['hasCode'] =>
  async ({ institutionId, tree }, code, besides) => {
    const [row] = await em.execute<{ id: string }[]>(
      'select id from academic_node where institution_id = ? and tree = ? and code = ?',
      [institutionId, tree, code],
    );
    return row !== undefined && row.id !== besides;
  };

const isInUse =
  (em: EntityManager): NodeRepository['isInUse'] =>
  async ({ tree, path }) => {
    const user = tree === 'organisation' ? 'class u on u.unit_id = n.id' : 'course u on u.node_id = n.id';
    const rows = await em.execute(
      `select from academic_node n join ${user}
       where n.path >= ?::ltree and n.path < ?::ltree || 'z'::ltree and u.archived_at is null limit 1`,
      [path, path],
    );
    return rows.length > 0;
  };

const insert =
  (em: EntityManager): NodeRepository['insert'] =>
  async (place, { id, parent, level, code, names, position, createdAt }) => {
    const [row] = await em.execute<{ key: string }[]>(
      `insert into academic_node (id, key, institution_id, tree, parent_id, path, level, code, names, position, created_at)
     select ?, k, ?, ?, ?, ?::ltree || text2ltree(to_hex(k)), ?, ?, ?::jsonb, ?, ?
     from (select nextval(pg_get_serial_sequence('academic_node', 'key')) as k) next
     returning key::text as key`,
      [
        id,
        place.institutionId,
        place.tree,
        parent?.id ?? null,
        parent?.path ?? '',
        level,
        code,
        JSON.stringify(names),
        position,
        createdAt,
      ],
    );
    await storeNames(em, { ...place, names, key: row?.key ?? '' });
  };

const change =
  (em: EntityManager): NodeRepository['change'] =>
  async (node, { names, code, position }) => {
    await em.execute(
      `update academic_node set names = ?::jsonb, code = ?, position = ?, version = version + 1 where id = ?`,
      [
        JSON.stringify(names ?? node.names),
        code === undefined ? node.code : code,
        position ?? node.position,
        node.id,
      ],
    );
    if (names !== undefined) await storeNames(em, { ...node, names });
  };

const move =
  (em: EntityManager): NodeRepository['move'] =>
  async ({ id, path }, parent) => {
    await em.execute(
      `update academic_node set
       path = ?::ltree || subpath(path, ?),
       parent_id = case when id = ? then ?::uuid else parent_id end,
       version = version + case when id = ? then 1 else 0 end
     where ${subtree}`,
      [parent?.path ?? '', path.split('.').length - 1, id, parent?.id ?? null, id, path, path],
    );
  };

const archive =
  (em: EntityManager): NodeRepository['archive'] =>
  async ({ path }, at) => {
    await em.execute(
      `update academic_node set archived_at = ?, version = version + 1 where ${subtree} and archived_at is null`,
      [at, path, path],
    );
  };

const restore =
  (em: EntityManager): NodeRepository['restore'] =>
  async ({ path, archivedAt }) => {
    // An import archives at a time with microseconds, and a Date has none.
    await em.execute(
      `update academic_node set archived_at = null, version = version + 1
       where ${subtree} and date_trunc('milliseconds', archived_at) = date_trunc('milliseconds', ?::timestamptz)`,
      [path, path, archivedAt],
    );
  };

export const nodeRepository = (em: EntityManager): NodeRepository => ({
  find: (place, id) => findOne(em, place, id, ''),
  lock: (place, id) => findOne(em, place, id, 'for update'),
  ...nodeLists(em),
  hasChildren: hasChildren(em),
  hasCode: hasCode(em),
  isInUse: isInUse(em),
  insert: insert(em),
  change: change(em),
  move: move(em),
  archive: archive(em),
  restore: restore(em),
});
