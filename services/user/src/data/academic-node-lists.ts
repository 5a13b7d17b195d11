import { identifier } from '@ai-teacher/contracts/text.ts';
import { executePrepared, preparedStatement } from '@ai-teacher/service-kit/database/prepared-statement.ts';
import { pageThrough, readCursor } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import type { NodeRepository, NodeState } from '../domain/academics/ports.ts';
import { type NodeRow, nodeColumns, selectNodes, subtree, toNode } from './academic-node-rows.ts';

type NodeLists = Pick<
  NodeRepository,
  'listToNode' | 'listAncestors' | 'listChildren' | 'listByCode' | 'listByName' | 'listDescendants'
>;

const inState: Readonly<Record<NodeState, string>> = {
  active: 'and n.archived_at is null',
  archived: 'and n.archived_at is not null',
  all: '',
};

const key = identifier({ max: 18, pattern: /^\d*$/u });
const siblingPlace = z.tuple([z.int(), key]);
const keyPlace = z.tuple([key]);
const pathPlace = z.tuple([identifier({ pattern: /^[0-9a-f]+(?:\.[0-9a-f]+)*$/u })]);

/**
 * Every reader of a tree waits for this statement or for `findChildren`, so PostgreSQL plans both once. The
 * array lets it read the index of the keys once for all ancestors.
 */
const findToNode = preparedStatement(
  'findToNode',
  `select ${nodeColumns} from academic_node n
   where n.key = any (array(
     select ('x' || lpad(hexadecimal, 16, '0'))::bit(64)::bigint
     from academic_node wanted, string_to_table(ltree2text(wanted.path), '.') hexadecimal
     where wanted.id = $1 and wanted.institution_id = $2 and wanted.tree = $3))
   order by nlevel(n.path)`,
);

const listToNode =
  (em: EntityManager): NodeLists['listToNode'] =>
  async ({ institutionId, tree }, id) =>
    (await executePrepared<NodeRow>(em, findToNode, [id, institutionId, tree])).map(toNode);

const listAncestors =
  (em: EntityManager): NodeLists['listAncestors'] =>
  async ({ path }) => {
    const keys = path.split('.').slice(0, -1);
    if (keys.length === 0) return [];
    const given = keys.map((hexadecimal) => BigInt(`0x${hexadecimal}`).toString());
    return selectNodes(em, `n.key in (${given.map(() => '?').join(', ')}) order by nlevel(n.path)`, given);
  };

const findChildren = preparedStatement(
  'findChildren',
  `select ${nodeColumns} from academic_node n
   where n.institution_id = $1 and n.tree = $2 and n.parent_id = $3
     and ($4 = 'all' or ($4 = 'active') = (n.archived_at is null))
     and (n.position, n.key) > ($5::int, $6::bigint)
   order by n.position, n.key limit $7`,
);
/** The place before all siblings, because positions begin at 0. */
const beforeSiblings = [-1, '0'] as const;

const listChildren =
  (em: EntityManager): NodeLists['listChildren'] =>
  async (place, parentId, { limit, cursor, state }) => {
    const after = readCursor(cursor, siblingPlace);
    const { institutionId, tree } = place;
    const found =
      parentId === null
        ? await selectNodes(
            em,
            `n.institution_id = ? and n.tree = ? and n.parent_id is null ${inState[state]}
             ${after ? 'and (n.position, n.key) > (?, ?)' : ''} order by n.position, n.key limit ?`,
            [institutionId, tree, ...(after ?? []), limit + 1],
          )
        : (
            await executePrepared<NodeRow>(em, findChildren, [
              ...[institutionId, tree, parentId, state],
              ...(after ?? beforeSiblings),
              limit + 1,
            ])
          ).map(toNode);
    return pageThrough(found, limit, ({ position, key }) => [position, key]);
  };

const listByCode =
  (em: EntityManager): NodeLists['listByCode'] =>
  async ({ institutionId, tree }, code, { limit, state }) => {
    const found = await selectNodes(
      em,
      `n.institution_id = ? and n.tree = ? and n.code = ? ${inState[state]}`,
      [institutionId, tree, code],
    );
    return pageThrough(found, limit, () => []);
  };

const listByName =
  (em: EntityManager): NodeLists['listByName'] =>
  async ({ institutionId, tree }, beginning, { limit, cursor, state }) => {
    const after = readCursor(cursor, keyPlace)?.[0];
    // In the byte order of the index, all names with this beginning are between these two texts.
    const range = [beginning, `${beginning}\u{10ffff}`];
    const first = `select min(folded) from academic_name where node_key = ? and folded >= ? and folded < ?`;
    const rows = await em.execute<NodeRow[]>(
      `select ${nodeColumns} from academic_name found join academic_node n on n.key = found.node_key
       where found.institution_id = ? and found.tree = ? and found.folded >= ? and found.folded < ?
         and not exists (
           select from academic_name other where other.node_key = found.node_key
             and other.folded >= ? and other.folded < ?
             and (other.folded, other.locale) < (found.folded, found.locale))
         ${after === undefined ? '' : `and (found.folded, found.node_key) > ((${first}), ?)`}
         ${inState[state]}
       order by found.folded, found.node_key limit ?`,
      [
        institutionId,
        tree,
        ...range,
        ...range,
        ...(after === undefined ? [] : [after, ...range, after]),
        limit + 1,
      ],
    );
    return pageThrough(rows.map(toNode), limit, ({ key }) => [key]);
  };

const listDescendants =
  (em: EntityManager): NodeLists['listDescendants'] =>
  async ({ path }, { limit, cursor, state }) => {
    const [after = path] = readCursor(cursor, pathPlace) ?? [];
    const found = await selectNodes(
      em,
      `${subtree} and n.path > ?::ltree ${inState[state]} order by n.path limit ?`,
      [path, path, after, limit + 1],
    );
    return pageThrough(found, limit, (node) => [node.path]);
  };

export const nodeLists = (em: EntityManager): NodeLists => ({
  listToNode: listToNode(em),
  listAncestors: listAncestors(em),
  listChildren: listChildren(em),
  listByCode: listByCode(em),
  listByName: listByName(em),
  listDescendants: listDescendants(em),
});
